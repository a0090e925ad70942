using ConcurrencyTrace.Runtime.Controlled.Pool;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ThreadPool"/> that queue work, to <see cref="PoolWork"/>.</summary>
public static class ControlledThreadPool
{
    public static bool QueueUserWorkItem(WaitCallback callBack, long site) =>
        callBack is null || !PoolWork.TryQueue(() => callBack(null), site, flows: true) ? ThreadPool.QueueUserWorkItem(callBack!) : true;

    public static bool QueueUserWorkItem(WaitCallback callBack, object? state, long site) =>
        callBack is null || !PoolWork.TryQueue(() => callBack(state), site, flows: true) ? ThreadPool.QueueUserWorkItem(callBack!, state) : true;

    public static bool QueueUserWorkItem<TState>(Action<TState> callBack, TState state, bool preferLocal, long site) =>
        callBack is null || !PoolWork.TryQueue(() => callBack(state), site, flows: true) ? ThreadPool.QueueUserWorkItem(callBack!, state, preferLocal) : true;

    public static bool UnsafeQueueUserWorkItem(WaitCallback callBack, object? state, long site) =>
        callBack is null || !PoolWork.TryQueue(() => callBack(state), site, flows: false) ? ThreadPool.UnsafeQueueUserWorkItem(callBack!, state) : true;

    public static bool UnsafeQueueUserWorkItem<TState>(Action<TState> callBack, TState state, bool preferLocal, long site) =>
        callBack is null || !PoolWork.TryQueue(() => callBack(state), site, flows: false) ? ThreadPool.UnsafeQueueUserWorkItem(callBack!, state, preferLocal) : true;

    public static bool UnsafeQueueUserWorkItem(IThreadPoolWorkItem callBack, bool preferLocal, long site) =>
        callBack is null || !PoolWork.TryQueue(callBack.Execute, site, flows: false) ? ThreadPool.UnsafeQueueUserWorkItem(callBack!, preferLocal) : true;
}
