using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>What atomic calls are given by reference. Where a line has several of them, only that tells <c>Volatile.Read</c> of one field from that of another.</summary>
internal sealed class AtomicTargets
{
    private readonly Dictionary<Instruction, string> names = [];

    /// <summary>An address was taken of what is named so. The first that is noted counts: of a struct's field, that which holds the struct; of several arguments, the first.</summary>
    public void Note(FollowedAddress address, string name)
    {
        if (address is { Use: AddressUse.AtomicRead or AddressUse.AtomicWrite, User: { Operand: MethodReference { HasThis: false, Parameters: [{ ParameterType: ByReferenceType }, ..] } } user })
        {
            names.TryAdd(user, WithoutType(name));
        }
    }

    /// <summary>The name of a call, with that of its target where this is known: <c>Volatile.Read of cursor</c>.</summary>
    public string Named(string member, Instruction call) => names.Remove(call, out var target) ? $"{member} of {target}" : member;

    // The method beside it is mostly of that type, and names fill the files of short traces.
    private static string WithoutType(string name) => name.Split(" (")[0] is var written && written.LastIndexOf('.') is > 0 and var dot ? written[(dot + 1)..] : written;
}
