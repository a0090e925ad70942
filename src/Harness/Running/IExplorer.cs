using ConcurrencyTrace.Exploration;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>What the harness needs of <see cref="Explorer"/>, so that its tests can put another in its place.</summary>
internal interface IExplorer
{
    ExplorationResult Run(Func<Task> body, ExplorerOptions options, CancellationToken cancellationToken);

    ExplorationResult Replay(Func<Task> body, Schedule schedule, ExplorerOptions options, CancellationToken cancellationToken);
}
