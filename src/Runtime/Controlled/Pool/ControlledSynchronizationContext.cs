using ConcurrencyTrace.Runtime.Controlled.Pool;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="SynchronizationContext"/>: what the base class posts to the thread pool is an operation. Overrides of a user's own are called as ever.</summary>
public static class ControlledSynchronizationContext
{
    public static void Post(SynchronizationContext self, SendOrPostCallback d, object? state, long site)
    {
        if (Control.Current is not null && self is not null && ((Action<SendOrPostCallback, object?>)self.Post).Method.DeclaringType == typeof(SynchronizationContext))
        {
            base_Post(self, d, state, site);
        }
        else
        {
            self!.Post(d, state);
        }
    }

    /// <summary>The base class's own implementation, which an override calls.</summary>
    public static void base_Post(SynchronizationContext self, SendOrPostCallback d, object? state, long site)
    {
        if (d is null || !PoolWork.TryQueue(() => d(state), site, flows: true))
        {
            BasePost(d!, state);
        }
    }

    private static void BasePost(SendOrPostCallback d, object? state) =>
        ThreadPool.QueueUserWorkItem(static work => work.Callback(work.State), (Callback: d, State: state), preferLocal: false);
}
