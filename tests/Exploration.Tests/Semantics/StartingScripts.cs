using System.Globalization;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Ways to start work come to the same under control.</summary>
public class StartingScripts
{
    private const TaskCreationOptions Options = TaskCreationOptions.DenyChildAttach;
    private static readonly CancellationToken Never = CancellationToken.None;

    [Fact]
    public void Task_factory() => AlikeAndControlled(script =>
    {
        var (seen, factory, typed) = ("", Task.Factory, new TaskFactory<string>());
        script.Do(() => factory.StartNew(() => { seen += "a"; }).Wait());
        script.Do(() => factory.StartNew(() => { seen += "a"; }, Never).Wait());
        script.Do(() => factory.StartNew(() => { seen += "a"; }, Options).Wait());
        script.Do(() => factory.StartNew(() => { seen += "a"; }, Never, Options, TaskScheduler.Default).Wait());
        script.Do(() => factory.StartNew(state => { seen += state; }, "s").Wait());
        script.Do(() => factory.StartNew(state => { seen += state; }, "s", Never).Wait());
        script.Do(() => factory.StartNew(state => { seen += state; }, "s", Options).Wait());
        script.Do(() => factory.StartNew(state => { seen += state; }, "s", Never, Options, TaskScheduler.Default).Wait());
        script.Get(() => factory.StartNew(() => 1).Result);
        script.Get(() => factory.StartNew(() => 1, Never).Result);
        script.Get(() => factory.StartNew(() => 1, Options).Result);
        script.Get(() => factory.StartNew(() => 1, Never, Options, TaskScheduler.Default).Result);
        script.Get(() => factory.StartNew(state => $"{state}!", "s").Result);
        script.Get(() => factory.StartNew(state => $"{state}!", "s", Never).Result);
        script.Get(() => factory.StartNew(state => $"{state}!", "s", Options).Result);
        script.Get(() => factory.StartNew(state => $"{state}!", "s", Never, Options, TaskScheduler.Default).Result);
        script.Get(() => typed.StartNew(() => "t").Result);
        script.Get(() => typed.StartNew(() => "t", Never).Result);
        script.Get(() => typed.StartNew(() => "t", Options).Result);
        script.Get(() => typed.StartNew(() => "t", Never, Options, TaskScheduler.Default).Result);
        script.Get(() => typed.StartNew(state => $"{state}!", "s").Result);
        script.Get(() => typed.StartNew(state => $"{state}!", "s", Never).Result);
        script.Get(() => typed.StartNew(state => $"{state}!", "s", Options).Result);
        script.Get(() => typed.StartNew(state => $"{state}!", "s", Never, Options, TaskScheduler.Default).Result);
        script.Get(() => seen);
        script.Do(() => factory.StartNew((Action)null!));
        script.Do(() => factory.StartNew(() => throw new TimeoutException("late")).Wait());
        script.Do(() => factory.StartNew(() => { }, new CancellationToken(true)).Wait());
        script.Do(() => factory.StartNew(() => { }, (TaskCreationOptions)0x1000));
        script.Get(() => factory.StartNew(() => factory.StartNew(() => 1, TaskCreationOptions.AttachedToParent), TaskCreationOptions.None).Result.IsCompleted);
    });

    [Fact]
    public void Task_run() => AlikeAndControlled(script =>
    {
        script.Do(() => Task.Run(() => { }).Wait());
        script.Do(() => Task.Run(() => { }, Never).Wait());
        script.Do(() => Task.Run(() => { }, new CancellationToken(true)).Wait());
        script.Get(() => Task.Run(() => 1).Result);
        script.Get(() => Task.Run(() => 1, Never).Result);
        script.Do(() => Task.Run(() => Task.CompletedTask).Wait());
        script.Do(() => Task.Run(() => Task.CompletedTask, Never).Wait());
        script.Get(() => Task.Run(() => Task.FromResult(2)).Result);
        script.Get(() => Task.Run(() => Task.FromResult(2), Never).Result);
        script.Do(() => Task.Run((Action)null!));
        script.Do(() => Task.Run((Func<Task>)null!));
        script.Do(() => Task.Run(() => Task.FromException(new TimeoutException("late"))).Wait());
    });

    [Fact]
    public void Threads() => AlikeAndControlled(script =>
    {
        var seen = "";
        script.Do(() => InThread(new Thread(() => seen += "a"), t => t.Start()));
        script.Do(() => InThread(new Thread(() => seen += "b", 1 << 20), t => t.UnsafeStart()));
        script.Do(() => InThread(new Thread(state => seen += state), t => t.Start("c")));
        script.Do(() => InThread(new Thread(state => seen += state, 1 << 20), t => t.UnsafeStart("d")));
        script.Get(() => seen);
        script.Get(() => new Thread((ThreadStart)null!));
        script.Get(() => new Thread(() => { }, -1));
        script.Do(() => new Thread(() => { }).Start("no parameter"));
        script.Get(() => new Thread(() => { }).Join(1));
        script.Do(() => Thread.Sleep(TimeSpan.FromMilliseconds(1)));
        script.Do(() => Thread.Sleep(TimeSpan.FromMilliseconds(-2)));
        script.Do(() => Thread.Sleep(1));
        var thread = new Thread(SleepUntilInterrupted) { IsBackground = true };
        script.Get(() => thread.IsAlive);
        thread.Start();
        script.Get(() => (thread.IsAlive, thread.Join(1), thread.Join(TimeSpan.FromMilliseconds(1))));
        script.Get(() => thread.Join(-2));
        script.Do(thread.Interrupt);
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ";";
        script.Do(() => InThread(new Thread(() => seen = $"{1.5}") { CurrentCulture = culture, CurrentUICulture = culture }, t => t.Start()));
        script.Get(() => seen);
        script.Do(() => InThread(new Thread(() => seen = CultureInfo.CurrentUICulture.NumberFormat.NumberDecimalSeparator) { CurrentUICulture = culture }, t => t.UnsafeStart()));
        script.Get(() => seen);
        script.Do(() => new Thread(() => { }).CurrentCulture = null!);

        static void SleepUntilInterrupted()
        {
            try
            {
                Thread.Sleep(Timeout.Infinite);
            }
            catch (ThreadInterruptedException)
            {
                // As meant.
            }
        }

        static void InThread(Thread thread, Action<Thread> start)
        {
            start(thread);
            thread.Join();
        }
    });

    [Fact]
    public void Thread_pool() => AlikeAndControlled(script =>
    {
        using SemaphoreSlim done = new(0);
        script.Do(() => Done(ThreadPool.QueueUserWorkItem(_ => done.Release())));
        script.Do(() => Done(ThreadPool.QueueUserWorkItem(state => ((SemaphoreSlim)state!).Release(), done)));
        script.Do(() => Done(ThreadPool.QueueUserWorkItem(state => state.Release(), done, preferLocal: true)));
        script.Do(() => Done(ThreadPool.UnsafeQueueUserWorkItem(state => ((SemaphoreSlim)state!).Release(), done)));
        script.Do(() => Done(ThreadPool.UnsafeQueueUserWorkItem(state => state.Release(), done, preferLocal: false)));
        script.Do(() => ThreadPool.QueueUserWorkItem(null!));

        void Done(bool queued)
        {
            Assert.True(queued);
            done.Wait();
        }
    });

    [Fact]
    public void Old_asynchronous_results() => AlikeAndControlled(script =>
    {
        var (seen, factory, typed) = (0, Task.Factory, new TaskFactory<int>());
        IAsyncResult result = Task.CompletedTask;
        script.Do(() => factory.FromAsync(result, _ => { seen++; }).Wait());
        script.Get(() => factory.FromAsync(result, _ => 1).Result);
        script.Get(() => typed.FromAsync(result, _ => 2).Result);
        script.Do(() => factory.FromAsync(result, _ => { seen++; }, TaskCreationOptions.None).Wait());
        script.Get(() => factory.FromAsync(result, _ => 1, TaskCreationOptions.None).Result);
        script.Get(() => typed.FromAsync(result, _ => 2, TaskCreationOptions.None).Result);
        script.Do(() => factory.FromAsync(result, _ => { seen++; }, TaskCreationOptions.None, TaskScheduler.Default).Wait());
        script.Get(() => factory.FromAsync(result, _ => 1, TaskCreationOptions.None, TaskScheduler.Default).Result);
        script.Get(() => typed.FromAsync(result, _ => 2, TaskCreationOptions.None, TaskScheduler.Default).Result);
        script.Get(() => seen);
        script.Do(() => factory.FromAsync(result, (Action<IAsyncResult>)null!));
    });

    [Fact]
    public void Old_asynchronous_results_that_come_later() => AlikeAndControlled(script =>
    {
        var factory = Task.Factory;
        script.Get(() => Later(result => factory.FromAsync(result, _ => { })));
        script.Get(() => Later(result => factory.FromAsync(result, _ => 1, TaskCreationOptions.AttachedToParent)));
        script.Get(() => Later(result => factory.FromAsync(result, _ => throw new TimeoutException("late"))));
        script.Get(() => Later(result => factory.FromAsync(result, _ => throw new OperationCanceledException("told"))));
        script.Get(() => Later(result => Task<int>.Factory.FromAsync(result, _ => throw new OperationCanceledException(new CancellationToken(true)))));
        foreach (var refused in new[] { TaskCreationOptions.HideScheduler, TaskCreationOptions.DenyChildAttach, TaskCreationOptions.LongRunning, TaskCreationOptions.RunContinuationsAsynchronously })
        {
            script.Get(() => Later(result => factory.FromAsync(result, _ => { }, refused)));
        }

        static string Later(Func<IAsyncResult, Task> start)
        {
            var source = new TaskCompletionSource("state");
            var task = start(source.Task);
            var (before, options) = (task.Status, task.CreationOptions);
            source.SetResult();
            Task.WhenAny(task).Wait();
            return $"{before} {options} {task.AsyncState} {task.Status} {task.Exception?.InnerException?.Message}";
        }
    });

    [Fact]
    public void What_a_task_was_made_with() => Alike(script =>
    {
        const TaskCreationOptions Hidden = TaskCreationOptions.HideScheduler;
        const TaskContinuationOptions HiddenToo = TaskContinuationOptions.HideScheduler;
        var (never, factory) = (new TaskCompletionSource<int>(), Task.Factory);
        script.Get(() => factory.StartNew(() => { }).CreationOptions);
        script.Get(() => factory.StartNew(() => 1, TaskCreationOptions.LongRunning).CreationOptions);
        script.Get(() => factory.StartNew(() => { }, Hidden).CreationOptions);
        script.Get(() => Task.Run(() => { }).CreationOptions);
        script.Get(() => Task.Run(() => 1).CreationOptions);
        script.Get(() => Task.CompletedTask.ContinueWith(_ => { }).CreationOptions);
        script.Get(() => Task.CompletedTask.ContinueWith(_ => { }, HiddenToo).CreationOptions);
        script.Get(() => Task.CompletedTask.ContinueWith(_ => { }, TaskContinuationOptions.OnlyOnFaulted).CreationOptions);
        script.Get(() => never.Task.ContinueWith(_ => 1, TaskContinuationOptions.ExecuteSynchronously).CreationOptions);
        script.Get(() => never.Task.ContinueWith(_ => 1, HiddenToo).CreationOptions);
        script.Get(() => factory.ContinueWhenAll([never.Task], _ => { }, TaskContinuationOptions.LongRunning).CreationOptions);
        script.Get(() => factory.ContinueWhenAny([never.Task], _ => { }, HiddenToo).CreationOptions);
        foreach (var made in new[] { new Task(() => { }), new Task(() => { }, Hidden) })
        {
            script.Get(() => made.CreationOptions);
            made.Start();
            script.Get(() => made.CreationOptions);
        }

        script.Get(() => factory.StartNew(() => { }, default, Hidden, new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler).CreationOptions);
    });

    [Fact]
    public void Schedulers() => AlikeAndControlled(script =>
    {
        var task = new Task(() => { });
        script.Do(() => task.RunSynchronously(TaskScheduler.Default));
        script.Do(() => task.RunSynchronously(TaskScheduler.Default));
        script.Get(() => new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, 2).ConcurrentScheduler.MaximumConcurrencyLevel);
        script.Get(() => new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, 2, 3).ExclusiveScheduler.MaximumConcurrencyLevel);
        script.Get(() => new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, 0));
    });

    [Fact]
    public void Waits_registered_with_the_pool() => AlikeAndControlled(script =>
    {
        using AutoResetEvent signal = new(false);
        using SemaphoreSlim called = new(0);
        Called(ThreadPool.RegisterWaitForSingleObject(signal, Call, null, TimeSpan.FromMilliseconds(1), true));
        Called(ThreadPool.RegisterWaitForSingleObject(signal, Call, null, 1u, true));
        Called(ThreadPool.UnsafeRegisterWaitForSingleObject(signal, Call, null, 1, true));
        Called(ThreadPool.UnsafeRegisterWaitForSingleObject(signal, Call, null, 1L, true));
        Called(ThreadPool.UnsafeRegisterWaitForSingleObject(signal, Call, null, 1u, true));
        Called(ThreadPool.UnsafeRegisterWaitForSingleObject(signal, Call, null, TimeSpan.FromMilliseconds(1), true));
        script.Get(() => ThreadPool.RegisterWaitForSingleObject(signal, null!, null, 1u, true));

        void Call(object? state, bool timedOut) => called.Release();

        void Called(RegisteredWaitHandle registered)
        {
            script.Do(() => called.Wait());
            script.Get(() => registered.Unregister(null));
        }
    });
}
