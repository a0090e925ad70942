namespace ConcurrencyTrace.Tracing;

/// <summary>Types as a person writes them.</summary>
internal static class TypeNames
{
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
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Of))}>";
    }
}
