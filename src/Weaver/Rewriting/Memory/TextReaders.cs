using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Methods of the platform that ask the objects which they are given for their text. A <c>StringBuilder</c> and a tree of elements look through all that is in them for it.</summary>
internal static class TextReaders
{
    private static readonly Dictionary<string, HashSet<string>> Methods = new()
    {
        ["System.Console"] = ["Write", "WriteLine"],
        ["System.Convert"] = ["ToString"],
        ["System.IO.StreamWriter"] = ["Write", "WriteLine"],
        ["System.IO.StringWriter"] = ["Write", "WriteAsync", "WriteLineAsync"],
        ["System.IO.TextWriter"] = ["Write", "WriteAsync", "WriteLine", "WriteLineAsync"],
        ["System.Runtime.CompilerServices.DefaultInterpolatedStringHandler"] = ["AppendFormatted"],
        ["System.String"] = ["Concat", "Format"],
        ["System.Text.StringBuilder"] = ["Append", "AppendFormat", "Insert"],
        ["System.Text.StringBuilder/AppendInterpolatedStringHandler"] = ["AppendFormatted"],
    };

    /// <summary>Whether the method is an object's own, called by the name that all objects have.</summary>
    public static bool IsToString(MethodReference method) => method is { Name: "ToString", HasThis: true, DeclaringType.FullName: "System.Object" };

    /// <summary>Whether the method asks an argument of this type for its text.</summary>
    public static bool Contains(MethodReference method, TypeReference type) =>
        type is { IsValueType: false, IsArray: false, IsByReference: false, IsPointer: false, IsFunctionPointer: false, IsGenericParameter: false } && type.FullName != "System.String" && !type.Namespace.StartsWith("System.Collections", StringComparison.Ordinal)
        && Methods.TryGetValue(method.DeclaringType.FullName, out var names) && names.Contains(method.Name);
}
