namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Whether events were set when a run first changed them. They may outlive it (static ones), whether they are signals or serve as locks: when operations
/// were ended early, each is left as it was. One that only others change, such as a cancellation token's, is theirs.
/// </summary>
internal static class Signals
{
    /// <summary>The program is about to set or reset it.</summary>
    public static void Changes(Resource signal, bool isSet) => signal.WasSet ??= isSet;

    /// <summary>An operation has gone through it, and so reset it where that is automatic.</summary>
    public static void Took(Resource signal) => signal.WasSet ??= true;

    /// <summary>Makes it what it was.</summary>
    public static void Restore(Resource signal)
    {
        if (signal.WasSet is not { } wasSet)
        {
            return;
        }

        try
        {
            switch (signal.Target)
            {
                case EventWaitHandle handle:
                    _ = wasSet ? handle.Set() : handle.Reset();
                    break;
                case ManualResetEventSlim slim when wasSet:
                    slim.Set();
                    break;
                case ManualResetEventSlim slim:
                    slim.Reset();
                    break;
            }
        }
        catch (ObjectDisposedException)
        {
            // It belonged to the run.
        }
    }
}
