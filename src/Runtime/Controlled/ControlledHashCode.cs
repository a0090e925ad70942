using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// What woven code gets when it asks an object for its hash code: to choose one of several locks by it, or an order to take two. The runtime's own differ from
/// process to process, and a schedule found in one must hold in another. Implementations of <c>GetHashCode</c> are left alone, and so is what tables of the
/// platform do with their keys.
/// </summary>
public static class ControlledHashCode
{
    // As many bits as the runtime's own have.
    private const int Mask = (1 << 26) - 1;
    private const int Spread = 0x2545F491;

    private static readonly ConditionalWeakTable<object, StrongBox<int>> Identities = [];

    /// <summary>Stands in for <see cref="object.GetHashCode"/> of a value whose type is not known where it is called.</summary>
    public static int Of<T>(ref T value) => value is { } known and not ValueType ? Of((object)known) : value!.GetHashCode();

    /// <summary>Stands in for <see cref="object.GetHashCode"/>.</summary>
    public static int Of(object value) => value switch
    {
        string text => OfText(text),
        Thread thread when Control.Current is { } operation => ControlledThreadIdentity.get_ManagedThreadId(thread, operation.Site),
        _ when Control.Current is { } operation && value.GetHashCode() == RuntimeHelpers.GetHashCode(value) => Identity(value, operation),
        _ => value.GetHashCode(),
    };

    /// <summary>Stands in for <see cref="RuntimeHelpers.GetHashCode(object?)"/>.</summary>
    public static int OfIdentity(object? value) =>
        value is not null && Control.Current is { } operation ? Identity(value, operation) : RuntimeHelpers.GetHashCode(value);

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

    // By the order in which the program asked.
    private static int Identity(object value, Operation operation) =>
        Identities.GetValue(value, _ => new StrongBox<int>((++operation.Scheduler.Identities * Spread) & Mask)).Value;
}
