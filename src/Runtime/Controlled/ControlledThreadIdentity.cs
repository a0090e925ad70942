using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Redirections of what tells threads apart by number, of <see cref="Environment"/> and <see cref="Thread"/>: the runtime's own numbers depend on which threads the
/// process started before, and programs spread work over stripes by them.
/// </summary>
public static class ControlledThreadIdentity
{
    public static int get_CurrentManagedThreadId(long site) =>
        Control.Current is { } operation ? Number(operation.Scheduler, Thread.CurrentThread) : Environment.CurrentManagedThreadId;

    public static int get_ManagedThreadId(Thread self, long site) =>
        Control.Current is { } operation && self is not null ? Number(operation.Scheduler, self) : self!.ManagedThreadId;

    public static int GetCurrentProcessorId(long site) => Control.Current is null ? Thread.GetCurrentProcessorId() : 0;

    public static bool get_IsThreadPoolThread(Thread self, long site) =>
        Control.Current is { Kind: not OperationKind.Body, Worker.IsDedicated: false } operation && ReferenceEquals(self, Thread.CurrentThread)
            ? !operation.HasOwnThread
            : self.IsThreadPoolThread;

    private static int Number(Scheduler scheduler, Thread thread)
    {
        if (!scheduler.ThreadNumbers.TryGetValue(thread, out var number))
        {
            number = scheduler.ThreadNumbers.Count + 1;
            scheduler.ThreadNumbers.Add(thread, number);
        }

        return number;
    }
}
