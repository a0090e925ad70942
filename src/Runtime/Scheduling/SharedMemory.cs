using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Which plain accesses to memory are scheduling points: those at sites where, in an earlier schedule of the exploration, two operations
/// used one location without one having been created after the other's access, and one of them wrote. Everything else runs at full speed.
/// </summary>
/// <remarks>
/// What is found during a schedule counts from the next one on, so that a schedule is described by its choices and the sites in force when it began.
/// </remarks>
internal sealed class SharedMemory
{
    /// <summary>Stands for the site of an access that is a scheduling point without this.</summary>
    public const long NoSite = -1;

    // In the place of a field; elements have the hash of their name and their index.
    private const int WholeArray = -1;

    private readonly Dictionary<Location, Accesses> locations = [];
    private readonly HashSet<long> found = [];
    private HashSet<long> inForce = [];
    private bool frozen;
    private bool readsArraysWhole;

    /// <summary>The sites that are scheduling points in the present schedule.</summary>
    public IReadOnlyCollection<long> InForce => inForce;

    /// <summary>A new schedule begins.</summary>
    public void BeginSchedule()
    {
        locations.Clear();
        if (!frozen && found.Count > inForce.Count)
        {
            inForce = [.. found];
        }
    }

    /// <summary>Keeps to these sites from now on: for replaying and shrinking.</summary>
    public void Freeze(IReadOnlyCollection<long> sites)
    {
        frozen = true;
        inForce = [.. sites];
    }

    public bool IsPoint(long site) => inForce.Contains(site);

    /// <summary>Takes note of an access.</summary>
    public void Accessed(Operation operation, int step, object? owner, int field, bool isWrite, long site)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(locations, new Location(owner, field), out _);
        var access = new Access(operation, step, site);
        if (last.Write.Conflicts(operation))
        {
            Found(last.Write.Site, site);
        }

        if (isWrite)
        {
            FoundReads(last, operation, site);
            last.Write = access;
            if (readsArraysWhole && owner is Array)
            {
                WroteElement(owner, access);
            }
        }
        else
        {
            NoteRead(ref last, access);
        }
    }

    /// <summary>Takes note that all elements of an array are read.</summary>
    /// <remarks>Writes of elements are noted for the whole array only after the first of these in an exploration: few programs do it.</remarks>
    public void ReadWhole(Operation operation, int step, Array array, long site)
    {
        readsArraysWhole = true;
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(locations, new Location(array, WholeArray), out _);
        if (last.Write.Conflicts(operation))
        {
            Found(last.Write.Site, site);
        }

        if (last.EarlierWrite.Conflicts(operation))
        {
            Found(last.EarlierWrite.Site, site);
        }

        NoteRead(ref last, new Access(operation, step, site));
    }

    // Two such writes are of different elements, or found to conflict as what they are.
    private void WroteElement(object array, in Access access)
    {
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(locations, new Location(array, WholeArray), out _);
        FoundReads(last, access.Operation!, access.Site);
        if (last.Write.Operation != access.Operation)
        {
            last.EarlierWrite = last.Write;
        }

        last.Write = access;
    }

    private void FoundReads(in Accesses last, Operation operation, long site)
    {
        if (last.Read.Conflicts(operation))
        {
            Found(last.Read.Site, site);
        }

        if (last.EarlierRead.Conflicts(operation))
        {
            Found(last.EarlierRead.Site, site);
        }
    }

    private static void NoteRead(ref Accesses last, in Access access)
    {
        if (last.Read.Operation != access.Operation)
        {
            last.EarlierRead = last.Read;
        }

        last.Read = access;
    }

    private void Found(long one, long other)
    {
        if (one != NoSite)
        {
            found.Add(one);
        }

        if (other != NoSite)
        {
            found.Add(other);
        }
    }

    private readonly struct Location(object? owner, int field) : IEquatable<Location>
    {
        private readonly object? owner = owner;
        private readonly int field = field;

        public bool Equals(Location other) => ReferenceEquals(owner, other.owner) && field == other.field;

        public override bool Equals(object? obj) => obj is Location other && Equals(other);

        public override int GetHashCode() => (RuntimeHelpers.GetHashCode(owner) * 31) ^ field;
    }

    private readonly record struct Access(Operation? Operation, int Step, long Site)
    {
        public bool Conflicts(Operation other) => Operation is not null && Operation != other && Step >= other.CreationStep;
    }

    private struct Accesses
    {
        public Access Write;
        public Access EarlierWrite; // of whole arrays only
        public Access Read;
        public Access EarlierRead;
    }
}
