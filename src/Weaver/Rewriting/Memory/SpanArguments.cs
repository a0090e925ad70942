using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>What methods of the platform do with what the spans show that they are given, or called on.</summary>
internal static class SpanArguments
{
    // They make other views of the same memory.
    private static readonly HashSet<string> Viewing =
    [
        "System.Runtime.CompilerServices.Unsafe", "System.Runtime.InteropServices.CollectionsMarshal", "System.Runtime.InteropServices.MemoryMarshal",
    ];

    // They do not.
    private static readonly HashSet<string> Moving = ["Read", "TryRead", "TryWrite", "Write"];

    private static readonly HashSet<string> Writers = ["CopyTo", "Replace", "Reverse", "Sort"];

    /// <summary>Whether it is a span.</summary>
    public static bool IsSpan(TypeReference type) => type is GenericInstanceType { ElementType.FullName: "System.Span`1" or "System.ReadOnlySpan`1" };

    /// <summary>What becomes of what the span shows that the method is given in this place; null for nothing that concerns others.</summary>
    public static CollectionUse? UseOf(MethodReference method, int parameter)
    {
        var type = method.DeclaringType.GetElementType().FullName;
        return method.Parameters[parameter].ParameterType is not GenericInstanceType span || !IsSpan(span)
            || !type.StartsWith("System.", StringComparison.Ordinal) || (Viewing.Contains(type) && !Moving.Contains(method.Name)) || IsView(method.ReturnType) ? null
            : span.ElementType.Name == "ReadOnlySpan`1" || (type == "System.MemoryExtensions" && !Writers.Contains(method.Name)) ? CollectionUse.ReadSpan
            : CollectionUse.WriteSpan;
    }

    /// <summary>What a method of a span does with what it shows.</summary>
    public static CollectionUse? UseOfReceiver(MethodReference method) => method.Name switch
    {
        "ToArray" or "ToString" => CollectionUse.ReadSpan,
        _ => null,
    };

    private static bool IsView(TypeReference type) => IsSpan(type) || type.Name.Contains("Enumerator", StringComparison.Ordinal);
}
