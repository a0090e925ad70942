namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledMemory
{
    public static void VolatileRead(object? owner, int field, long site) => Calls.Add(site);

    public static void VolatileWrite(object? owner, int field, long site) => Calls.Add(site);

    public static void Read(object? owner, int field, long site) => Calls.Add(site);

    public static void Write(object? owner, int field, long site) => Calls.Add(site);
}
