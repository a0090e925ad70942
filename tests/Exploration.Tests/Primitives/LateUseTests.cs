using ConcurrencyTrace.Exploration;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>Somebody looks whether a thing can still be used, and uses it: another comes between, who ends or changes it.</summary>
public class LateUseTests
{
    public static TheoryData<string> Names => [.. Uses.Keys];

    private static Dictionary<string, Func<(Action Use, Action Change)>> Uses { get; } = new()
    {
        ["CancellationTokenSource.Token"] = () => Of(new CancellationTokenSource(), s => _ = s.Token, s => s.Dispose()),
        ["CancellationTokenSource.CancelAfter"] = () => Of(new CancellationTokenSource(), s => s.CancelAfter(1000), s => s.Dispose()),
        ["CancellationTokenSource.CancelAfter of a span"] = () => Of(new CancellationTokenSource(), s => s.CancelAfter(TimeSpan.FromSeconds(1)), s => s.Dispose()),
        ["CancellationTokenSource.TryReset"] = () => Of(new CancellationTokenSource(), s => Must(s.TryReset()), s => s.Cancel()),
        ["CancellationToken.WaitHandle"] = () => OfToken(new CancellationTokenSource()),
        ["CountdownEvent.WaitHandle"] = () => Of(new CountdownEvent(1), e => _ = e.WaitHandle, e => e.Dispose()),
        ["ManualResetEventSlim.WaitHandle"] = () => Of(new ManualResetEventSlim(), e => _ = e.WaitHandle, e => e.Dispose()),
        ["SemaphoreSlim.AvailableWaitHandle"] = () => Of(new SemaphoreSlim(1), s => _ = s.AvailableWaitHandle, s => s.Dispose()),
        ["ITimer.Change"] = () => Of(Made(), t => Must(t.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan)), t => t.Dispose()),
        ["ITimer.Change of a Timer"] = () => Of<ITimer>(new Timer(_ => { }), t => Must(t.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan)), t => t.Dispose()),
        ["ITimer.DisposeAsync"] = () => Of(Made(), t => Must(t.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan)), t => t.DisposeAsync().AsTask().Wait()),
        ["PeriodicTimer.Period"] = () => Of(new PeriodicTimer(TimeSpan.FromSeconds(1)), t => t.Period = TimeSpan.FromSeconds(2), t => t.Dispose()),
        ["Task.Exception"] = () => Of(new TaskCompletionSource(), s => Must(s.Task.Exception is null), s => Fail(s)),
        ["ValueTask.IsFaulted"] = () => Of(new TaskCompletionSource(), s => Must(!new ValueTask(s.Task).IsFaulted), s => Fail(s)),
        ["ValueTask.IsCanceled"] = () => Of(new TaskCompletionSource<int>(), s => Must(!new ValueTask<int>(s.Task).IsCanceled), s => s.SetCanceled()),
        ["ThreadLocal.Value"] = () => Of(new ThreadLocal<int>(() => 1), l => _ = l.Value, l => l.Dispose()),
        ["ThreadLocal.Values"] = () => Of(new ThreadLocal<int>(trackAllValues: true), l => Must(l.Values.Count == 0), l => l.Value = 1),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void Another_comes_between(string name) => Fails(FailureKind.Exception, () => Race(name));

    private static void Race(string name)
    {
        var (use, change) = Uses[name]();
        var ended = 0;
        Together(
            () =>
            {
                if (Volatile.Read(ref ended) == 0)
                {
                    use();
                }
            },
            () =>
            {
                Volatile.Write(ref ended, 1);
                change();
            });
    }

    private static (Action Use, Action Change) Of<T>(T target, Action<T> use, Action<T> change) => (() => use(target), () => change(target));

    private static (Action Use, Action Change) OfToken(CancellationTokenSource source)
    {
        var token = source.Token;
        return (() => _ = token.WaitHandle, source.Dispose);
    }

    private static void Must(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException();
        }
    }

    private static ITimer Made() => TimeProvider.System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private static void Fail(TaskCompletionSource source)
    {
        source.SetException(new IOException());
        _ = source.Task.Exception;
    }
}
