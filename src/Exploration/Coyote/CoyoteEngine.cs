using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.SystematicTesting;

namespace ConcurrencyTrace.Exploration.Coyote;

/// <summary>Coyote's testing engine on threads of its own. It runs one iteration after the other, each when a schedule begins.</summary>
internal sealed class CoyoteEngine : IDisposable
{
    private readonly object gate = new();
    private readonly ThreadPerTaskScheduler threads = new();
    private readonly TestingEngine engine;
    private readonly Thread thread;
    private CoyoteIteration? current;
    private bool isTaken = true;
    private bool closing;
    private bool stopped;
    private Exception? error;

    public CoyoteEngine(Configuration configuration)
    {
        engine = TestingEngine.Create(configuration, RunIteration);
        engine.SetLogger(new TextWriterLogger(TextWriter.Null, VerbosityLevel.None));
        thread = new Thread(Run) { IsBackground = true, Name = "Coyote engine" };
        thread.UnsafeStart();
    }

    /// <summary>Begins the next iteration.</summary>
    /// <exception cref="InvalidOperationException">The engine has stopped.</exception>
    public CoyoteIteration Begin()
    {
        lock (gate)
        {
            if (stopped)
            {
                throw ExplorationErrors.CoyoteFailed(error);
            }

            current = new CoyoteIteration();
            isTaken = false;
            Monitor.PulseAll(gate);
            return current;
        }
    }

    /// <summary>No schedule passes for one of Coyote's that is not.</summary>
    /// <exception cref="InvalidOperationException">The engine or the iteration has failed.</exception>
    public void ThrowIfFailed()
    {
        if ((error ?? current?.Error) is { } cause)
        {
            throw ExplorationErrors.CoyoteFailed(cause);
        }
    }

    public void Dispose()
    {
        engine.Stop();
        lock (gate)
        {
            closing = true;
            Monitor.PulseAll(gate);
        }

        thread.Join();
        engine.Dispose();
    }

    private void Run()
    {
        var run = new Task(engine.Run);
        run.RunSynchronously(threads);
        threads.Join();
        lock (gate)
        {
            error = run.Exception?.InnerException;
            stopped = true;
            current?.Leave();
        }
    }

    private void RunIteration()
    {
        CoyoteIteration? iteration;
        lock (gate)
        {
            while (isTaken && !closing)
            {
                Monitor.Wait(gate);
            }

            iteration = isTaken ? null : current;
            isTaken = true;
        }

        // Coyote keeps the text of every path it has explored, tens of kilobytes each.
        engine.TestReport.CoverageInfo.ExploredPaths.Clear();
        iteration?.RunRoot();
    }
}
