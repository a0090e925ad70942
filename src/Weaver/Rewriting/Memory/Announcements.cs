using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Which method of the Runtime an access is announced to.</summary>
internal static class Announcements
{
    /// <summary>The Runtime's method for this use, imported into the module.</summary>
    public static MethodReference Announcing(this ModuleContext context, AddressUse use) => context.Import(use switch
    {
        AddressUse.Read => context.Runtime.Read,
        AddressUse.Write => context.Runtime.Write,
        AddressUse.ReadReference => context.Runtime.ReadReference,
        AddressUse.WriteReference => context.Runtime.WriteReference,
        AddressUse.AtomicRead => context.Runtime.AtomicRead,
        _ => context.Runtime.AtomicWrite,
    });
}
