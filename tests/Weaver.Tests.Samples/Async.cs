using System.Runtime.CompilerServices;

namespace Samples;

public static class Async
{
    [Expect("ControlledTask.Yield", "ControlledAwait.Wrap")]
    public static async Task<string> Task_of_result()
    {
        await Task.Yield();
        return "task";
    }

    [Expect("ControlledTask.Yield", "ControlledAwait.Wrap")]
    public static Task<string> Value_task() => ValueTaskOf("value").AsTask();

    [Expect("ControlledTask.Yield", "ControlledAwait.Wrap")]
    public static Task<string> Pooling_builder() => Pooled("pooled").AsTask();

    [Expect("ControlledTaskCompletionSource.New", "ControlledTask.Yield", "ControlledAwait.Wrap", "ControlledTaskCompletionSource.TrySetResult")]
    public static Task<string> Async_void()
    {
        var source = new TaskCompletionSource<string>();
        Start();
        return source.Task;

        async void Start()
        {
            await Task.Yield();
            source.TrySetResult("void");
        }
    }

    [Expect("ControlledTask.Yield", "ControlledAwait.Wrap", "ControlledAwait.Wrap")]
    public static async Task<string> Generic_method() => (await Echo(new List<int> { 7 }))[0].ToString();

    [Expect("ControlledTask.Yield", "ControlledAwait.Wrap", "ControlledAwait.Wrap", "ControlledTask.Yield", "ControlledAwait.Wrap", "ControlledAwait.Wrap")]
    public static async Task<string> Async_iterator()
    {
        var text = "";
        await foreach (var item in Items(2).ConfigureAwait(false))
        {
            text += item;
        }

        return text;
    }

    [Expect("ControlledTask.Yield", "ControlledAwait.Wrap", "ControlledAwait.Wrap")]
    public static async Task<string> Value_task_configured_and_discarded()
    {
        await ValueTaskOf("x").ConfigureAwait(false);
        return "configured";
    }

    [Expect("ControlledTask.Yield", "ControlledAwait.Wrap", "ControlledMonitor.Enter", "ControlledMonitor.Exit", "ControlledTask.Yield", "ControlledAwait.Wrap")]
    public static async Task<string> Await_in_catch_and_finally()
    {
        try
        {
            try
            {
                throw new InvalidOperationException("caught");
            }
            catch (InvalidOperationException e)
            {
                await Task.Yield();
                lock (e)
                {
                    return e.Message;
                }
            }
        }
        finally
        {
            await Task.Yield();
        }
    }

    [Expect("ControlledAwait.Wrap")]
    public static async Task<string> Own_awaiter_that_is_not_critical() => await new OwnAwaitable();

    [Expect("ControlledMonitor.Enter", "ControlledMonitor.Exit", "ControlledMonitor.Enter", "ControlledMonitor.Exit")]
    public static string Iterator()
    {
        return string.Concat(Numbers());

        static IEnumerable<int> Numbers()
        {
            for (var i = 0; i < 2; i++)
            {
                lock (typeof(Async))
                {
                    GC.KeepAlive(i);
                }

                yield return i;
            }
        }
    }

    [Expect("ControlledTask.Yield", "ControlledAwait.Wrap")]
    public static async Task<string> Struct_with_an_async_method() => await new Struct { Name = "struct" }.Run();

    [Expect("ControlledTask.Yield", "ControlledAwait.Wrap", "ControlledAwait.Wrap")]
    public static async Task<string> Async_lambda_in_an_explicit_interface_implementation() => await ((IWork)new Work()).Do();

    private static async ValueTask<string> ValueTaskOf(string text)
    {
        await Task.Yield();
        return text;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private static async ValueTask<string> Pooled(string text)
    {
        await Task.Yield();
        return text;
    }

    private static async Task<T> Echo<T>(T value)
    {
        await Task.Yield();
        return value;
    }

    private static async IAsyncEnumerable<int> Items(int count)
    {
        for (var i = 0; i < count; i++)
        {
            await Task.Yield();
            yield return i;
        }
    }

    private interface IWork
    {
        Task<string> Do();
    }

    private sealed class Work : IWork
    {
        async Task<string> IWork.Do()
        {
            Func<Task<string>> run = async () =>
            {
                await Task.Yield();
                return "explicit";
            };
            return await run();
        }
    }

    private struct Struct
    {
        public string Name;

        public async Task<string> Run()
        {
            var name = Name;
            await ValueTask.CompletedTask;
            return await ValueTaskOf(name);
        }
    }

    private sealed class OwnAwaitable : INotifyCompletion
    {
        public bool IsCompleted => false;

        public OwnAwaitable GetAwaiter() => this;

        public string GetResult() => "own";

        public void OnCompleted(Action continuation) => ThreadPool.QueueUserWorkItem(_ => continuation());
    }
}
