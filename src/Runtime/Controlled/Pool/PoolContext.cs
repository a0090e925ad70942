namespace ConcurrencyTrace.Runtime.Controlled.Pool;

/// <summary>Stands for the thread pool where a context is asked for: each callback that is posted is an operation.</summary>
/// <param name="site">Where it was asked for.</param>
internal sealed class PoolContext(long site) : SynchronizationContext
{
    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) => ControlledSynchronizationContext.base_Post(this, d, state, site);
}
