namespace ConcurrencyTrace.Tracing;

/// <summary>Types as a person writes them.</summary>
internal static class TypeNames
{
    // Longer lists of type arguments hide the name they belong to.
    private const int MaxArguments = 16;
    private const string StandIn = "Controlled";

    /// <summary><c>Dictionary&lt;String, Int32&gt;</c> rather than <c>Dictionary`2</c>.</summary>
    public static string Of(Type type)
    {
        if (type == typeof(object))
        {
            return "object";
        }

        if (!type.IsGenericType)
        {
            return Name(type);
        }

        var name = Name(type);
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        name = tick < 0 ? name : name[..tick];
        var arguments = string.Join(", ", type.GetGenericArguments().Select(Of));
        return arguments.Length > MaxArguments ? $"{name}<…>" : $"{name}<{arguments}>";
    }

    // What stands in for a type under control has the name of what the program wrote.
    private static string Name(Type type) =>
        type.Assembly == typeof(Runtime.WovenAttribute).Assembly && type.Name.StartsWith(StandIn, StringComparison.Ordinal) ? type.Name[StandIn.Length..] : type.Name;
}
