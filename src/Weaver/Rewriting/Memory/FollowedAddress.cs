using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>What becomes of an address after it was taken.</summary>
/// <param name="Use">The use.</param>
/// <param name="Store">
/// Of a compound assignment, which reads through a copy of the address first, the instruction that stores in the end; of another store, or an argument that the method writes
/// through, that instruction, when the value or other arguments are read in between; else null.
/// </param>
/// <param name="User">The instruction that uses the address; null where that cannot be told.</param>
/// <param name="Origin">The instruction that pushes the address in the end: that which took it, or pointer arithmetic.</param>
internal readonly record struct FollowedAddress(AddressUse Use, Instruction? Store, Instruction? User, Instruction Origin)
{
    /// <summary>Where <see cref="User"/> calls a method of the platform that reads what lies at this address and then writes it, the instruction that pushes the address; else null.</summary>
    public Instruction? Changed { get; init; }

    /// <summary>What such a method takes to lie there.</summary>
    public TypeReference? ChangedType { get; init; }

    /// <summary>Whether nothing is read at the address before it is stored through.</summary>
    public bool StoresOnly { get; init; }
}
