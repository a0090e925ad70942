using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>What ends the operations of a schedule that is over is nobody's exception.</summary>
public class UnwindingTests
{
    [Fact]
    public void Tasks_that_failed_because_the_schedule_was_over_are_not_reported_as_unobserved()
    {
        var unobserved = new List<Exception>();
        TaskScheduler.UnobservedTaskException += Note;
        try
        {
            Explore();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Note;
        }

        Assert.Empty(unobserved);

        void Note(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            lock (unobserved)
            {
                unobserved.AddRange(e.Exception.Flatten().InnerExceptions.Where(static inner => inner is OperationAbortedException));
            }
        }
    }

    // Of a frame of its own, so that nothing of it is kept.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Explore()
    {
        var never = new object();
        Assert.Equal(FailureKind.Deadlock, Explorer.Run(() => Task.WhenAll(Task.Run(Wait), Task.Run(Wait).ContinueWith(static t => t.GetAwaiter().GetResult()), Late(), OnOwnScheduler())).Failure?.Kind);

        void Wait()
        {
            lock (never)
            {
                Monitor.Wait(never);
            }
        }

        Task OnOwnScheduler() => Task.Factory.StartNew(Wait, CancellationToken.None, TaskCreationOptions.None, new ThreadPerTaskScheduler());

        async Task Late()
        {
            await Task.Yield();
            await Task.WhenAny(Task.Run(Wait), Task.Run(async () => await Task.Run(Wait)));
        }
    }
}
