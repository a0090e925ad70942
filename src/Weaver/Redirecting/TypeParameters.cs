using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Redirecting;

/// <summary>Compares the constraints of a redirection's two sides: a call that compiled against the original must be valid against the target.</summary>
internal static class TypeParameters
{
    private const GenericParameterAttributes AllowsRefStruct = (GenericParameterAttributes)0x20;

    private const GenericParameterAttributes Demands = GenericParameterAttributes.ReferenceTypeConstraint
        | GenericParameterAttributes.NotNullableValueTypeConstraint | GenericParameterAttributes.DefaultConstructorConstraint;

    /// <summary>The name of a type parameter of <paramref name="target"/> that takes less than the original's does; null when there is none.</summary>
    public static string? Stricter(MethodDefinition target, MethodDefinition original)
    {
        // The type's come first, then the member's own.
        var originals = original.DeclaringType.GenericParameters.Concat(original.GenericParameters);
        return target.GenericParameters.Zip(originals).FirstOrDefault(pair => IsStricter(pair.First, pair.Second)).First?.Name;
    }

    private static bool IsStricter(GenericParameter target, GenericParameter original) =>
        (target.Attributes & Demands & ~original.Attributes) != 0
        || (original.Attributes & ~target.Attributes & AllowsRefStruct) != 0
        || target.Constraints.Count > original.Constraints.Count;
}
