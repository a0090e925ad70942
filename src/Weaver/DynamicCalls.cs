using Mono.Cecil;

namespace ConcurrencyTrace.Weaver;

/// <summary>What the compiler makes of <c>dynamic</c>: calls of delegates that find a member at run time, in code that is not woven.</summary>
internal static class DynamicCalls
{
    /// <summary>Whether a call of this member is one.</summary>
    public static bool Contain(MethodReference member) =>
        member is { Name: "Invoke", HasThis: true, DeclaringType: GenericInstanceType { GenericArguments: [{ FullName: "System.Runtime.CompilerServices.CallSite" }, ..] } };
}
