using System.Runtime.InteropServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Which plain accesses to memory are scheduling points: those at sites where, in an earlier schedule that teaches, two operations
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
    private const int AnyElement = -2;

    private readonly Dictionary<Location, Accesses> locations = [];
    private readonly LastingState lasting = new();
    private readonly ArrayViews views = new();
    private readonly HashSet<long> found = [];
    private HashSet<long> inForce = [];
    private bool frozen;
    private bool teaches = true;
    private bool usesArraysWhole;
    private bool taughtToUseArraysWhole;

    /// <summary>The sites that are scheduling points in the present schedule.</summary>
    public IReadOnlyCollection<long> InForce => inForce;

    /// <summary>Whether the present schedule found sites that are not in force.</summary>
    public bool FoundMore { get; private set; }

    /// <summary>The writes of the first schedule whose results later ones share and never write.</summary>
    public IEnumerable<long> LastingWrites => lasting.Sites;

    /// <summary>A new schedule begins.</summary>
    /// <param name="teaches">Whether what is found in it counts for the following.</param>
    public void BeginSchedule(bool teaches)
    {
        locations.Clear();
        lasting.BeginSchedule();
        views.Clear();
        FoundMore = false;
        taughtToUseArraysWhole |= this.teaches && usesArraysWhole;
        usesArraysWhole = taughtToUseArraysWhole;
        this.teaches = teaches;
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
        var access = new Access(operation, step, site);
        ref var last = ref At(owner, field);
        Compare(last, access, isWrite);
        if (lasting.IsOpen)
        {
            NoteLasting(new Location(owner, field), access, last, isWrite);
        }

        Note(ref last, access, isWrite);
        if (usesArraysWhole && owner is Array)
        {
            Compare(At(owner, WholeArray), access, isWrite);
            Note(ref At(owner, AnyElement), access, isWrite);
        }
    }

    /// <summary>Takes note of an access to a volatile field that is static, or whose object is not known. It is a scheduling point anyway.</summary>
    public void AccessedVolatile(int field, bool isWrite, long site)
    {
        if (isWrite)
        {
            lasting.Written(new Location(null, field), site);
        }
        else
        {
            lasting.Read(new Location(null, field), isShared: true);
        }
    }

    /// <summary>Takes note that all elements of an array are read, or that all may be written.</summary>
    /// <remarks>What is done to elements is noted for the array only after the first of these in an exploration, or in this schedule: few programs do it.</remarks>
    public void AccessedWhole(Operation operation, int step, Array array, bool isWrite, long site)
    {
        usesArraysWhole = true;
        var access = new Access(operation, step, site);
        Compare(At(array, AnyElement), access, isWrite);
        ref var last = ref At(array, WholeArray);
        Compare(last, access, isWrite);
        Note(ref last, access, isWrite);
    }

    /// <summary>Takes note that an array can be used through addresses from now on.</summary>
    /// <param name="array">The array.</param>
    /// <param name="elements">Stands in the place of a field for its first element.</param>
    public void View(Array array, int elements) => views.Add(array, elements);

    /// <summary>Takes note of an access through an address, to one element or to the whole of an array that lies there.</summary>
    public void AccessedThrough(Operation operation, int step, nuint address, bool isWrite, long site, bool whole)
    {
        var (owner, field) = views.Find(address) ?? (null, address.GetHashCode());
        if (whole && owner is Array array)
        {
            AccessedWhole(operation, step, array, isWrite, site);
        }
        else
        {
            Accessed(operation, step, owner, field, isWrite, site);
        }
    }

    private ref Accesses At(object? owner, int field) => ref CollectionsMarshal.GetValueRefOrAddDefault(locations, new Location(owner, field), out _);

    private void NoteLasting(Location location, in Access access, in Accesses last, bool isWrite)
    {
        if (isWrite)
        {
            lasting.Written(location, access.Site);
        }
        else
        {
            lasting.Read(location, last.Read.Conflicts(access.Operation!) || last.EarlierRead.Conflicts(access.Operation!));
        }
    }

    private void Compare(in Accesses last, in Access access, bool isWrite)
    {
        Compare(last.Write, access);
        Compare(last.EarlierWrite, access);
        if (isWrite)
        {
            Compare(last.Read, access);
            Compare(last.EarlierRead, access);
        }
    }

    private void Compare(in Access earlier, in Access access)
    {
        if (earlier.Conflicts(access.Operation!))
        {
            Found(earlier.Site, access.Site);
        }
    }

    private static void Note(ref Accesses last, in Access access, bool isWrite)
    {
        if (isWrite)
        {
            Note(ref last.Write, ref last.EarlierWrite, access);
        }
        else
        {
            Note(ref last.Read, ref last.EarlierRead, access);
        }
    }

    private static void Note(ref Access last, ref Access earlier, in Access access)
    {
        if (last.Operation != access.Operation)
        {
            earlier = last;
        }

        last = access;
    }

    private void Found(long one, long other)
    {
        Found(one);
        Found(other);
    }

    private void Found(long site)
    {
        if (site == NoSite || inForce.Contains(site))
        {
            return;
        }

        FoundMore = true;
        if (teaches)
        {
            found.Add(site);
        }
    }

    private readonly record struct Access(Operation? Operation, int Step, long Site)
    {
        public bool Conflicts(Operation other) => Operation is not null && Operation != other && Step >= other.CreationStep;
    }

    private struct Accesses
    {
        public Access Write;
        public Access EarlierWrite; // of another operation
        public Access Read;
        public Access EarlierRead;
    }
}
