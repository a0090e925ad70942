namespace Samples;

public static class Tasks
{
    [Expect("ControlledTask.Run", "ControlledTask.get_Result")]
    public static string Generic_method_and_generic_type() => Task.Run(() => 42).Result.ToString();

    [Expect("ControlledTask.Run", "ControlledTask.Wait")]
    public static string Method_group_as_argument()
    {
        Task.Run(Nothing).Wait();
        return "done";
    }

    [Expect("ControlledTask.Run", "ControlledTask.get_Result")]
    public static string Static_method_group_of_a_generic_method()
    {
        Func<Func<string>, Task<string>> run = Task.Run;
        return run(() => "group").Result;
    }

    [Expect("ControlledSemaphoreSlim.New", "ControlledSemaphoreSlim.Release")]
    public static string Instance_method_group()
    {
        var semaphore = new SemaphoreSlim(0);
        Func<int> release = semaphore.Release;
        return release().ToString() + semaphore.CurrentCount;
    }

    [Expect("ControlledWaitHandle.WaitOne")]
    public static string Virtual_method_group()
    {
        WaitHandle handle = new ManualResetEvent(true);
        Func<bool> wait = handle.WaitOne;
        return wait().ToString();
    }

    [Expect]
    public static string Virtual_method_group_of_null_throws()
    {
        WaitHandle handle = null!;
        try
        {
            Func<bool> wait = handle.WaitOne;
            return wait().ToString();
        }
        catch (NullReferenceException)
        {
            return "null";
        }
    }

    [Expect("ControlledCancellationToken.New", "ControlledCancellationToken.ThrowIfCancellationRequested")]
    public static string Method_group_of_a_boxed_struct()
    {
        var token = new CancellationToken(false);
        Action check = token.ThrowIfCancellationRequested;
        check();
        return "not cancelled";
    }

    [Expect("ControlledInterlocked.Increment")]
    public static unsafe string Function_pointer()
    {
        delegate*<ref int, int> increment = &Interlocked.Increment;
        var value = 4;
        return increment(ref value).ToString();
    }

    [Expect("ControlledTaskCompletionSource.New", "ControlledTaskCompletionSource.TrySetResult", "ControlledTask.get_Result")]
    public static string Constructor_of_a_generic_type()
    {
        var source = new TaskCompletionSource<List<int>>();
        source.TrySetResult([1, 2]);
        return source.Task.Result.Count.ToString();
    }

    [Expect("ControlledTaskCompletionSource.New", "ControlledTaskCompletionSource.TrySetResult")]
    public static string Method_group_of_a_generic_type()
    {
        var source = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        Func<string, bool> set = source.TrySetResult;
        return set("x") + source.Task.Status.ToString();
    }

    [Expect("ControlledCancellationToken.New", "ControlledCancellationToken.get_IsCancellationRequested")]
    public static string Struct_constructed_in_place()
    {
        var token = new CancellationToken(true);
        return token.IsCancellationRequested.ToString();
    }

    [Expect("ControlledCancellationToken.New", "ControlledCancellationToken.Register", "ControlledCancellationTokenRegistration.Dispose")]
    public static string Constrained_call_of_a_struct()
    {
        var ran = "no";
        using (new CancellationToken(true).Register(() => ran = "yes"))
        {
            return ran;
        }
    }

    [Expect("ControlledTask.WhenAll", "ControlledTask.Wait")]
    public static string Span_parameters()
    {
        Task.WhenAll(Task.CompletedTask, Task.CompletedTask).Wait();
        return "all";
    }

    [Expect("ControlledTask.New")]
    public static string Base_constructor_stays() => new OwnTask().Status.ToString() + new Task(Nothing).Status;

    [Expect("ControlledLazy.New", "ControlledLazy.get_Value", "ControlledTask.Run", "ControlledTask.get_Result")]
    public static string Nested_lambdas()
    {
        var seed = 3;
        var lazy = new Lazy<Func<int, Task<int>>>(() => x => Task.Run(() => x + seed));
        return lazy.Value(4).Result.ToString();
    }

    [Expect("ControlledInterlocked.CompareExchange", "ControlledInterlocked.CompareExchange")]
    public static string Generic_caller()
    {
        return Swap("a", "b") + Holder<string>.Swap("c", "d");

        static T Swap<T>(T first, T second)
            where T : class
        {
            var place = first;
            Interlocked.CompareExchange(ref place, second, first);
            return place;
        }
    }

    private static void Nothing()
    {
    }

    private static class Holder<T>
        where T : class
    {
        private static T? place;

        public static T Swap(T first, T second)
        {
            place = first;
            return Interlocked.CompareExchange(ref place, second, first)!;
        }
    }

    private sealed class OwnTask() : Task(Nothing);
}
