namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledMemory
{
    public static void VolatileRead(object? owner, int field, long site) => Add(owner, field, site, "VolatileRead");

    public static void VolatileWrite(object? owner, int field, long site) => Add(owner, field, site, "VolatileWrite");

    public static void Read(object? owner, int field, long site) => Add(owner, field, site, "Read");

    public static void Write(object? owner, int field, long site) => Add(owner, field, site, "Write");

    private static void Add(object? owner, int field, long site, string member)
    {
        Calls.Add(site, member);
        Calls.Accesses.Enqueue((owner, field));
    }
}
