using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Types whose values live on the stack only: ref structs, and type parameters that may stand for one.</summary>
internal static class StackTypes
{
    /// <summary>Whether the type is one of them.</summary>
    /// <param name="type">The type.</param>
    /// <param name="caller">The method in whose code it is named: a reference is read once for all who make it, and may show the type parameters of another method.</param>
    public static bool Contains(TypeReference type, MethodDefinition caller) => type is GenericParameter parameter
        ? (parameter.Type == GenericParameterType.Method ? caller.GenericParameters : caller.DeclaringType.GenericParameters)[parameter.Position].AllowByRefLikeConstraint
        : IsRefStruct(type);

    /// <summary>Whether the type is a ref struct.</summary>
    public static bool IsRefStruct(TypeReference type) =>
        type is { IsValueType: true, IsPrimitive: false } && type.Resolve()?.CustomAttributes.Any(a => a.AttributeType.Name == "IsByRefLikeAttribute") == true;
}
