namespace ConcurrencyTrace.Tracing;

/// <summary>Types as a person writes them.</summary>
internal static class TypeNames
{
    // Longer lists of type arguments hide the name they belong to.
    private const int MaxArguments = 16;

    /// <summary><c>Dictionary&lt;String, Int32&gt;</c> rather than <c>Dictionary`2</c>.</summary>
    public static string Of(Type type)
    {
        if (type == typeof(object))
        {
            return "object";
        }

        if (!type.IsGenericType)
        {
            return type.Name;
        }

        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        var name = tick < 0 ? type.Name : type.Name[..tick];
        var arguments = string.Join(", ", type.GetGenericArguments().Select(Of));
        return arguments.Length > MaxArguments ? $"{name}<…>" : $"{name}<{arguments}>";
    }
}
