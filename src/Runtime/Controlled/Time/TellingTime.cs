namespace ConcurrencyTrace.Runtime.Controlled.Time;

/// <summary>
/// A program's clock in the hands of the platform: what the platform has a timer of it complete resumes its awaiters on the stack of whoever moves that clock,
/// as in the original.
/// </summary>
/// <param name="provider">The clock.</param>
internal sealed class TellingTime(TimeProvider provider) : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        provider.CreateTimer(
            told =>
            {
                using (Completion.Within())
                {
                    callback(told);
                }
            },
            state,
            dueTime,
            period);
}
