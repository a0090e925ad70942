using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class TaskPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("Task.Run", "count++ in two tasks", FailureKind.Assertion,
            buggy: async () =>
            {
                var count = 0;
                await Task.WhenAll(Task.Run(() => count++), Task.Run(() => count++));
                Assert.Equal(2, count);
            },
            correct: async () =>
            {
                var count = 0;
                await Task.WhenAll(Task.Run(() => Interlocked.Increment(ref count)), Task.Run(() => Interlocked.Increment(ref count)));
                Assert.Equal(2, count);
            }),

        new("Task.Run", "the result read before the task is awaited", FailureKind.Assertion,
            buggy: async () =>
            {
                var config = "";
                var loading = Task.Run(() => config = "loaded");
                await Task.Yield();
                Assert.Equal("loaded", config);
                await loading;
            },
            correct: async () =>
            {
                var config = "";
                var loading = Task.Run(() => config = "loaded");
                await loading;
                Assert.Equal("loaded", config);
            }),

        new("Task.Run", "an exception that nobody observes", FailureKind.Exception,
            buggy: async () =>
            {
                var closed = false;
                _ = Task.Run(() => ObjectDisposedException.ThrowIf(Volatile.Read(ref closed), "log"));
                await Task.Yield();
                Volatile.Write(ref closed, true);
            },
            correct: async () =>
            {
                var closed = false;
                var writing = Task.Run(() => ObjectDisposedException.ThrowIf(Volatile.Read(ref closed), "log"));
                await writing;
                Volatile.Write(ref closed, true);
            }),
    ];
}
