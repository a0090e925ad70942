using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Random"/>: what has no seed gets one that is part of the schedule.</summary>
public static class ControlledRandom
{
    public static Random New(long site) =>
        Control.Current is { } operation ? new Random(operation.Scheduler.ChooseNumber(operation, int.MaxValue, site)) : new Random();

    public static Random get_Shared(long site) =>
        Control.Current is { } operation ? operation.Scheduler.SharedRandom ??= New(site) : Random.Shared;
}

/// <summary>Redirections of <see cref="Guid"/>.</summary>
public static class ControlledGuid
{
    public static Guid NewGuid(long site)
    {
        if (Control.Current is null)
        {
            return Guid.NewGuid();
        }

        // Version 4, as the original makes them.
        var bytes = new byte[16];
        ControlledRandom.get_Shared(site).NextBytes(bytes);
        bytes[7] = (byte)((bytes[7] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes);
    }
}
