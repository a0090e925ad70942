namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledMemory
{
    public static void VolatileRead(object? owner, int field, long site) => Add(owner, field, site, "VolatileRead");

    public static void VolatileWrite(object? owner, int field, long site) => Add(owner, field, site, "VolatileWrite");

    public static void Read(object? owner, int field, long site) => Add(owner, field, site, "Read");

    public static void Write(object? owner, int field, long site) => Add(owner, field, site, "Write");

    public static void Tear<T>(ref T location, T value, long site)
    {
    }

    public static void TearElement<T>(T[] array, int index, T value, long site)
    {
    }

    public static void TearThrough<T>(ref T location, T value, long site)
    {
    }

    public static void ReadReference(object? owner, int field, long site) => Add(owner, field, site, "Read");

    public static void WriteReference(object? owner, int field, long site) => Add(owner, field, site, "Write");

    public static void ReadThrough(nuint address, long site) => Add(null, 0, site, "Read");

    public static void WriteThrough(nuint address, long site) => Add(null, 0, site, "Write");

    public static void ReadCollection(object? collection, long site) => Add(collection, 0, site, "Read");

    public static void WriteCollection(object? collection, long site) => Add(collection, 0, site, "Write");

    public static void ReadBaseCollection(object? collection, long site) => Add(collection, 0, site, "Read");

    public static void WriteBaseCollection(object? collection, long site) => Add(collection, 0, site, "Write");

    public static void EnumerateCollection(object? collection, long site) => Add(collection, 0, site, "Read");

    public static void ReadText(object? told, long site) => Add(told, 0, site, "Text");

    public static void ReadEnumerator(object? enumerator, long site) => Add(enumerator, 0, site, "Read");

    public static void MoveEnumerator(object? enumerator, long site) => Add(enumerator, 0, site, "Write");

    public static void CountCollection(object? collection, long site) => Add(collection, 0, site, "Count");

    public static void ReadSpan<T>(Span<T> span, long site) => Add(null, 0, site, "Read");

    public static void ReadReadOnlySpan<T>(ReadOnlySpan<T> span, long site) => Add(null, 0, site, "Read");

    public static void WriteSpan<T>(Span<T> span, long site) => Add(null, 0, site, "Write");

    public static void ViewArray(object? array, int elements)
    {
    }

    public static void AtomicRead(object? owner, int field, long site)
    {
    }

    public static void AtomicWrite(object? owner, int field, long site)
    {
    }

    private static void Add(object? owner, int field, long site, string member)
    {
        Calls.Add(site, member);
        Calls.Accesses.Enqueue((owner, field));
    }
}
