using ConcurrencyTrace.Runtime.Scheduling;
using Microsoft.Coyote.Runtime;
using CoyoteOperation = Microsoft.Coyote.Runtime.Operation;
using Operation = ConcurrencyTrace.Runtime.Scheduling.Operation;

namespace ConcurrencyTrace.Exploration.Coyote;

/// <summary>
/// What Coyote sees of one of our operations: a controlled operation of its own, on a thread that does nothing but wait. It is enabled
/// when the operation is among those that our scheduler offers; Coyote resuming it means that Coyote chose it.
/// </summary>
/// <param name="operation">Ours.</param>
/// <param name="iteration">The schedule that it belongs to.</param>
internal sealed class Puppet(Operation operation, CoyoteIteration iteration) : IOperationBuilder
{
    private Thread? thread;
    private ulong id;

    public Operation Operation => operation;

    /// <summary>Whether the decision at hand can go to this operation.</summary>
    public bool IsCandidate { get; set; }

    string IOperationBuilder.Name => operation.ToString();

    Guid? IOperationBuilder.GroupId => null;

    /// <summary>What Q-learning learns from: where each operation is, and whether it can go on.</summary>
    Func<int> IOperationBuilder.HashedStateCallback => State;

    /// <summary>Makes the operation known to Coyote. Called by the thread that has Coyote's turn.</summary>
    public void Start()
    {
        id = CoyoteOperation.CreateFrom(this)!.Value;
        CoyoteOperation.Start(id);
        // A fresh thread each time: Coyote finds its runtime through a thread-static that a reused one would still hold. Not UnsafeStart: it is handed on in the execution context.
        thread = new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = $"Coyote {operation}" };
        thread.Start();
    }

    /// <summary>Ends the puppet wherever it waits.</summary>
    public void Stop()
    {
        if (thread is not null)
        {
            thread.Interrupt();
            thread.Join();
        }
    }

    private void Run()
    {
        try
        {
            CoyoteOperation.OnStarted(id);
            iteration.Serve(this);
            CoyoteOperation.OnCompleted();
            CoyoteOperation.ScheduleNext();
        }
        catch (ThreadInterruptedException)
        {
            // The iteration has ended: Coyote's way to say it, and ours.
        }
        catch (Exception e)
        {
            iteration.Break(e);
        }
    }

    private int State()
    {
        // Coyote multiplies the states: they differ by operation so that two that swap places are another state, and are even because it adds 31 and even factors lose bits.
        var bits = (((ulong)operation.Site * 31) + (ulong)operation.Id + (IsCandidate ? 0UL : 1UL << 32)) * 0x9E3779B97F4A7C15;
        return (int)(bits >> 32) & ~1;
    }
}
