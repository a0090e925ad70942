using System.Reflection;
using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// What woven code gets when it asks an object for its hash code: to choose one of several locks by it, or an order to take two. The runtime's own differ from
/// process to process, and a schedule found in one must hold in another. Implementations of <c>GetHashCode</c> are left alone where they ask for that of an object,
/// and so is what tables of the platform do with their keys.
/// </summary>
/// <remarks>
/// What an object is given in a session holds after it, too; one that was asked before is given another. Hash codes of strings, of tuples, and of types and their
/// members are the same with and without a session: tables that outlive all runs have them for keys.
/// </remarks>
public static class ControlledHashCode
{
    // As many bits as the runtime's own have.
    private const int Mask = (1 << 26) - 1;
    private const int Spread = 0x2545F491;

    private static readonly ConditionalWeakTable<object, StrongBox<int>> Identities = [];

    private static volatile bool anyGiven;
    private static int outsideOfRuns;

    /// <summary>Stands in for <see cref="object.GetHashCode"/> of a value whose type is not known where it is called, or which is a tuple.</summary>
    public static int Of<T>(ref T value) => value is { } known and (not ValueType or ITuple or RuntimeTypeHandle) ? Of((object)known) : value!.GetHashCode();

    /// <summary>Stands in for <see cref="object.GetHashCode"/> of a part of a value whose type is not known, where the value's is computed.</summary>
    public static int OfPart<T>(ref T value) => value is null ? value!.GetHashCode() : OfValue(value);

    /// <summary>Stands in for <see cref="object.GetHashCode"/> of a part of a value, where the value's is computed.</summary>
    public static int OfPart(object value) => value is null ? value!.GetHashCode() : OfValue(value);

    /// <summary>Stands in for <see cref="object.GetHashCode"/>.</summary>
    public static int Of(object value) => value switch
    {
        string text => OfText(text),
        ITuple tuple when IsPlatforms(tuple) => OfItems(tuple),
        MemberInfo or Module or Assembly or RuntimeTypeHandle => OfValue(value),
        Thread thread when Control.Current is { } operation => ControlledThreadIdentity.get_ManagedThreadId(thread, operation.Site),
        _ when Control.Current is null && !anyGiven => value.GetHashCode(),
        _ => OfObject(value),
    };

    /// <summary>Stands in for <see cref="RuntimeHelpers.GetHashCode(object?)"/>.</summary>
    public static int OfIdentity(object? value) => (value is null ? null : OfNamed(value) ?? Identity(value)) ?? RuntimeHelpers.GetHashCode(value);

    /// <summary>Stands in for <see cref="RuntimeHelpers.GetHashCode(object?)"/> of a part of a value, where the value's is computed.</summary>
    public static int OfIdentityPart(object? value) => (value is null ? null : OfNamed(value)) ?? RuntimeHelpers.GetHashCode(value);

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

    /// <summary>A hash code for a value that never changes: strings, tuples, types and their members have the same in every process, everything else its own.</summary>
    internal static int OfValue<T>(T value) => value switch
    {
        null => 0,
        string text => OfText(text),
        ITuple tuple when IsPlatforms(tuple) => OfItems(tuple),
        RuntimeTypeHandle handle when Type.GetTypeFromHandle(handle) is { } type => OfValue(type),
        _ => OfNamed(value) ?? value.GetHashCode(),
    };

    /// <summary>A hash code for a key of a table that asks for no other: the same in every process that makes its keys in the same order.</summary>
    internal static int OfKey<T>(T key)
    {
        var own = OfValue(key);
        return key switch
        {
            null or ValueType or string or MemberInfo or Module or Assembly => own,
            _ => own == RuntimeHelpers.GetHashCode(key) ? Given(key) : own,
        };
    }

    // Of the runtime's own types and members, by their names; null for anything else.
    private static int? OfNamed(object value) => value switch
    {
        Type type => type.GetType() == typeof(object).GetType() ? OfText(type.ToString()) : null,
        MemberInfo member => IsPlatforms(member) ? OfText(member.Name) ^ (member.DeclaringType is { } type ? OfText(type.ToString()) : 0) : null,
        Module module => IsPlatforms(module) ? OfText(module.Name) : null,
        Assembly assembly => IsPlatforms(assembly) ? OfText(assembly.FullName) : null,
        _ => null,
    };

    private static bool IsPlatforms(object value) => value.GetType().Assembly == typeof(object).Assembly;

    private static int OfItems(ITuple tuple)
    {
        var combination = default(HashCombination);
        for (var i = 0; i < tuple.Length; i++)
        {
            combination.Add(OfValue(tuple[i]));
        }

        return combination.Code;
    }

    private static int OfObject(object value)
    {
        var own = value.GetHashCode();
        return own == RuntimeHelpers.GetHashCode(value) && Identity(value) is { } identity ? identity : own;
    }

    // Null where the object has its own.
    private static int? Identity(object value)
    {
        if (anyGiven && Identities.TryGetValue(value, out var given))
        {
            return given.Value;
        }

        return Control.Current is null ? null : Given(value);
    }

    // By the order in which the program asked.
    private static int Given(object value)
    {
        anyGiven = true;
        return Identities.GetValue(value, static _ => new StrongBox<int>((Next() * Spread) & Mask)).Value;

        static int Next() => Control.Current is { } operation ? ++operation.Scheduler.Identities : Interlocked.Increment(ref outsideOfRuns);
    }
}
