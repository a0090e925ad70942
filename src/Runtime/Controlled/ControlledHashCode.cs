using System.Reflection;
using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// What woven code gets when it asks an object for its hash code: to choose one of several locks by it, or an order to take two. The runtime's own differ from
/// process to process, and a schedule found in one must hold in another. Implementations of <c>GetHashCode</c> are left alone, and so is what tables of the
/// platform do with their keys.
/// </summary>
/// <remarks>
/// What an object is given in a session holds after it, too; one that was asked before is given another. Types and their members keep their own: tables that outlive
/// all runs have them for keys.
/// </remarks>
public static class ControlledHashCode
{
    // As many bits as the runtime's own have.
    private const int Mask = (1 << 26) - 1;
    private const int Spread = 0x2545F491;

    private static readonly ConditionalWeakTable<object, StrongBox<int>> Identities = [];

    private static volatile bool anyGiven;

    /// <summary>Stands in for <see cref="object.GetHashCode"/> of a value whose type is not known where it is called.</summary>
    public static int Of<T>(ref T value) => value is { } known and not ValueType ? Of((object)known) : value!.GetHashCode();

    /// <summary>Stands in for <see cref="object.GetHashCode"/>.</summary>
    public static int Of(object value) => value switch
    {
        string text => OfText(text),
        Thread thread when Control.Current is { } operation => ControlledThreadIdentity.get_ManagedThreadId(thread, operation.Site),
        _ when Control.Current is null && !anyGiven => value.GetHashCode(),
        _ => OfObject(value),
    };

    /// <summary>Stands in for <see cref="RuntimeHelpers.GetHashCode(object?)"/>.</summary>
    public static int OfIdentity(object? value) => (value is null ? null : Identity(value)) ?? RuntimeHelpers.GetHashCode(value);

    /// <summary>Stands in for <see cref="string.GetHashCode(ReadOnlySpan{char})"/>. The same with and without a session, for tables may be filled in one and read in another (FNV-1a).</summary>
    public static int OfText(ReadOnlySpan<char> text)
    {
        var hash = 0x811C9DC5;
        foreach (var character in text)
        {
            hash = (hash ^ character) * 0x01000193;
        }

        return (int)hash;
    }

    private static int OfObject(object value)
    {
        var own = value.GetHashCode();
        return own == RuntimeHelpers.GetHashCode(value) && Identity(value) is { } identity ? identity : own;
    }

    // By the order in which the program asked; null where there is none.
    private static int? Identity(object value)
    {
        if (anyGiven && Identities.TryGetValue(value, out var given))
        {
            return given.Value;
        }

        if (Control.Current is not { } operation || value is MemberInfo or Module or Assembly)
        {
            return null;
        }

        anyGiven = true;
        return Identities.GetValue(value, _ => new StrongBox<int>((++operation.Scheduler.Identities * Spread) & Mask)).Value;
    }
}
