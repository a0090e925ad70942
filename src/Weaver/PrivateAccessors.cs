using ConcurrencyTrace.Weaver.Rewriting.Memory;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver;

/// <summary>Methods without a body that stand for private members of another assembly: a call of one is a call of that member.</summary>
internal static class PrivateAccessors
{
    private const string Accessor = "System.Runtime.CompilerServices.UnsafeAccessorAttribute";
    private const string AccessorType = "System.Runtime.CompilerServices.UnsafeAccessorTypeAttribute";

    // As System.Runtime.CompilerServices.UnsafeAccessorKind numbers them: what comes after are fields.
    private const int Constructor = 0;
    private const int StaticMethod = 2;

    /// <summary>Simple name of the assembly whose private constructor or method a call of this member of the module itself calls; null when it is no such call.</summary>
    public static string? TargetOf(MethodReference member) =>
        member.DeclaringType.Scope is ModuleDefinition module
        && Resolving.OrNull(member.Resolve) is { RVA: 0, HasCustomAttributes: true } method
        && method.CustomAttributes.FirstOrDefault(a => a.AttributeType.FullName == Accessor) is { ConstructorArguments: [{ Value: int and >= Constructor and <= StaticMethod and var kind }] }
        && (kind == Constructor ? Target(method.MethodReturnType, method.ReturnType, module) : method.Parameters is [var first, ..] ? Target(first, first.ParameterType, module) : null) is { } target
        && target != module.Assembly.Name.Name
            ? target
            : null;

    // A name without an assembly is looked for in the caller's own, and then among the platform's.
    private static string? Target(ICustomAttributeProvider place, TypeReference type, ModuleDefinition module)
    {
        if (place.HasCustomAttributes && place.CustomAttributes.FirstOrDefault(a => a.AttributeType.FullName == AccessorType) is { ConstructorArguments: [{ Value: string name }] })
        {
            return name.LastIndexOf(']') is var end && name.IndexOf(',', end + 1) is >= 0 and var comma ? name[(comma + 1)..].Split(',')[0].Trim()
                : module.GetType(name, runtimeName: true) is null ? module.TypeSystem.CoreLibrary.Name
                : module.Assembly.Name.Name;
        }

        var element = type is ByReferenceType address ? address.ElementType.GetElementType() : type.GetElementType();
        return element.Scope is AssemblyNameReference reference ? reference.Name : module.Assembly.Name.Name;
    }
}
