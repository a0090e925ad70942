using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Redirecting;

/// <summary>One member and what is called in its place.</summary>
/// <param name="Original">The member, as the reference assemblies define it.</param>
/// <param name="Target">The method of the Runtime.</param>
/// <param name="Kind">What kind of member it is.</param>
/// <param name="OfLibrary">Whether it is a library's, which the Runtime cannot call: the woven code calls the original where nothing is under control.</param>
internal sealed record Redirection(MethodDefinition Original, MethodDefinition Target, RedirectionKind Kind, bool OfLibrary)
{
    /// <summary>Whether the member belongs to a struct: its receiver is an address.</summary>
    public bool OnValueType => Original.DeclaringType.IsValueType;
}
