using ConcurrencyTrace.Exploration;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>The real one.</summary>
internal sealed class SchedulingExplorer : IExplorer
{
    public ExplorationResult Run(Func<Task> body, ExplorerOptions options, CancellationToken cancellationToken) =>
        Explorer.Run(body, options, cancellationToken);

    public ExplorationResult Replay(Func<Task> body, Schedule schedule, ExplorerOptions options, CancellationToken cancellationToken) =>
        Explorer.Replay(body, schedule, options, cancellationToken);
}
