using ConcurrencyTrace.Weaver.Redirecting;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Observing;

/// <summary>A member whose call is bracketed.</summary>
/// <param name="Reference">As the call names it.</param>
/// <param name="OpCode">How it is called.</param>
/// <param name="Meaning">What it means.</param>
/// <param name="Redirection">What stands in for it under control; null when it stays.</param>
internal sealed record ObservedMember(MethodReference Reference, OpCode OpCode, string Meaning, Redirection? Redirection);
