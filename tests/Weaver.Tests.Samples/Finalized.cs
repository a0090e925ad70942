using System.Runtime.CompilerServices;

namespace Samples;

/// <summary>Finalizers that use static state: of a base class, and of a generic one that derives from it.</summary>
public class Finalized
{
    private static readonly List<string> Seen = [];

    ~Finalized() => Seen.Add("base");

    /// <summary>Makes one that is garbage afterwards.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Make() => _ = new Derived<string>(1);

    /// <summary>What finalizers have done since the last call.</summary>
    public static string Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var seen = string.Join(", ", Seen);
        Seen.Clear();
        return seen;
    }

    private sealed class Derived<T> : Finalized
    {
        public Derived(int number)
            : this($"{number}")
        {
        }

        private Derived(string name) => Name = name;

        ~Derived() => Seen.Add($"{(Name.Length == 0 ? "" : "derived of ")}{typeof(T).Name}");

        private string Name { get; }
    }
}
