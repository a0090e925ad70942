using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>What methods of the platform do with the arrays that they are given, or called on: read or write them before they return, or make a view of them.</summary>
internal static class ArrayArguments
{
    private static readonly HashSet<string> Views =
    [
        "System.ArraySegment`1", "System.Memory`1", "System.MemoryExtensions", "System.ReadOnlyMemory`1", "System.ReadOnlySpan`1", "System.Span`1",
    ];

    private static readonly Dictionary<string, HashSet<string>> Writers = new()
    {
        ["System.Array"] = ["ConstrainedCopy", "Reverse", "Sort"],
        ["System.Buffer"] = ["SetByte"],
        ["System.IO.MemoryStream"] = ["Read", "ReadAtLeast", "ReadExactly"],
        ["System.IO.Stream"] = ["Read", "ReadAtLeast", "ReadExactly"],
        ["System.Random"] = ["GetItems", "NextBytes", "Shuffle"],
        ["System.Security.Cryptography.RandomNumberGenerator"] = ["Fill", "GetBytes", "GetNonZeroBytes", "Shuffle"],
    };

    // They read arrays; one that they are given after another, or after a text, they write.
    private static readonly HashSet<string> Converters = ["System.BitConverter", "System.Convert", "System.Text.Encoding"];

    /// <summary>What becomes of the array that the method is given in this place; null for nothing that concerns others.</summary>
    public static CollectionUse? UseOf(MethodReference method, int parameter, bool isConstruction)
    {
        var type = method.DeclaringType.GetElementType().FullName;
        return !IsArray(method.Parameters[parameter].ParameterType) ? null
            : Views.Contains(type) ? isConstruction || method.Name is ".ctor" or "op_Implicit" or "AsSpan" or "AsMemory" ? CollectionUse.View : null
            : method.Name == "CopyTo" && CollectionTable.Contains(type) ? CollectionUse.Write
            : Converters.Contains(type) ? method.Parameters.Take(parameter).Any(p => IsArray(p.ParameterType) || p.ParameterType.FullName == "System.String") ? CollectionUse.Write : CollectionUse.Read
            : !Writers.TryGetValue(type, out var names) || !names.Contains(method.Name) ? null
            : method.Name.Contains("Copy", StringComparison.Ordinal) && method.Parameters.Skip(parameter + 1).Any(p => IsArray(p.ParameterType)) ? CollectionUse.Read
            : CollectionUse.Write;
    }

    /// <summary>What a method of the type of all arrays does with its own; null for nothing that concerns its elements.</summary>
    public static CollectionUse? UseOfReceiver(MethodReference method) => method.DeclaringType.FullName != "System.Array" ? null : method.Name switch
    {
        "Clone" or "GetEnumerator" or "GetValue" => CollectionUse.Read,
        "Initialize" or "SetValue" => CollectionUse.Write,
        _ => null,
    };

    private static bool IsArray(TypeReference type) => type.IsArray || type.FullName == "System.Array";
}
