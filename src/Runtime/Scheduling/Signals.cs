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
        try
        {
            switch (signal.Target, signal.WasSet)
            {
                case (EventWaitHandle handle, true):
                    handle.Set();
                    break;
                case (EventWaitHandle handle, false):
                    handle.Reset();
                    break;
                case (ManualResetEventSlim slim, true):
                    slim.Set();
                    break;
                case (ManualResetEventSlim slim, false):
                    slim.Reset();
                    break;
                default:
                    break;
            }
        }
        catch (ObjectDisposedException)
        {
            // It belonged to the run.
        }
    }
}
