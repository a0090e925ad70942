using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Why, where, on what and for how long an operation blocks.</summary>
/// <param name="Reason">Why.</param>
/// <param name="On">A <see cref="Resource"/>, an array of them of which any one will do, a <see cref="Task"/> or an <see cref="Operation"/>; null when it has no identity.</param>
/// <param name="Site">Where.</param>
/// <param name="Ticks">Virtual time in ticks of 100 ns after which it gives up; -1 for never.</param>
/// <param name="Token">Ends the wait when cancelled.</param>
internal readonly record struct Wait(BlockReason Reason, object? On, long Site, long Ticks = -1, CancellationToken Token = default);
