using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Continuations of one task and of several come to the same under control.</summary>
public class ContinuationScripts
{
    private const TaskContinuationOptions Options = TaskContinuationOptions.DenyChildAttach;
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly Task[] Plain = [Task.FromResult(1), Task.FromException(new TimeoutException("late")), Task.FromResult(3)];
    private static readonly Task<int>[] Typed = [Task.FromResult(1), Task.FromResult(2)];
    private static readonly Task<string>[] Texts = [Task.FromResult("a"), Task.FromResult("b")];

    [Fact]
    public void Of_a_task() => AlikeAndControlled(script =>
    {
        var (seen, task) = ("", Task.FromResult(0) as Task);
        script.Do(() => task.ContinueWith(t => { seen += t.Status; }).Wait());
        script.Do(() => task.ContinueWith(t => { seen += t.Status; }, Never).Wait());
        script.Do(() => task.ContinueWith(t => { seen += t.Status; }, Options).Wait());
        script.Do(() => task.ContinueWith(t => { seen += t.Status; }, TaskScheduler.Default).Wait());
        script.Do(() => task.ContinueWith(t => { seen += t.Status; }, Never, Options, TaskScheduler.Default).Wait());
        script.Do(() => task.ContinueWith((t, state) => { seen += state; }, "s").Wait());
        script.Do(() => task.ContinueWith((t, state) => { seen += state; }, "s", Never).Wait());
        script.Do(() => task.ContinueWith((t, state) => { seen += state; }, "s", Options).Wait());
        script.Do(() => task.ContinueWith((t, state) => { seen += state; }, "s", TaskScheduler.Default).Wait());
        script.Do(() => task.ContinueWith((t, state) => { seen += state; }, "s", Never, Options, TaskScheduler.Default).Wait());
        script.Get(() => task.ContinueWith(t => $"{t.Status}").Result);
        script.Get(() => task.ContinueWith(t => $"{t.Status}", Never).Result);
        script.Get(() => task.ContinueWith(t => $"{t.Status}", Options).Result);
        script.Get(() => task.ContinueWith(t => $"{t.Status}", TaskScheduler.Default).Result);
        script.Get(() => task.ContinueWith(t => $"{t.Status}", Never, Options, TaskScheduler.Default).Result);
        script.Get(() => task.ContinueWith((t, state) => $"{state} {t.Status}", "s").Result);
        script.Get(() => task.ContinueWith((t, state) => $"{state} {t.Status}", "s", Never).Result);
        script.Get(() => task.ContinueWith((t, state) => $"{state} {t.Status}", "s", Options).Result);
        script.Get(() => task.ContinueWith((t, state) => $"{state} {t.Status}", "s", TaskScheduler.Default).Result);
        script.Get(() => task.ContinueWith((t, state) => $"{state} {t.Status}", "s", Never, Options, TaskScheduler.Default).Result);
        script.Get(() => seen);
        script.Do(() => task.ContinueWith((Action<Task>)null!));
        script.Do(() => task.ContinueWith(_ => throw new TimeoutException("late")).Wait());
        script.Do(() => task.ContinueWith(_ => { }, new CancellationToken(true)).Wait());
        script.Do(() => task.ContinueWith(_ => { }, TaskContinuationOptions.OnlyOnFaulted).Wait());
        script.Do(() => task.ContinueWith(_ => { }, (TaskContinuationOptions)0x1000).Wait());
    });

    [Fact]
    public void Of_a_task_with_a_result() => AlikeAndControlled(script =>
    {
        var (seen, task) = ("", Task.FromResult(7));
        script.Do(() => task.ContinueWith(t => { seen += t.Result; }).Wait());
        script.Do(() => task.ContinueWith(t => { seen += t.Result; }, Never).Wait());
        script.Do(() => task.ContinueWith(t => { seen += t.Result; }, Options).Wait());
        script.Do(() => task.ContinueWith(t => { seen += t.Result; }, TaskScheduler.Default).Wait());
        script.Do(() => task.ContinueWith(t => { seen += t.Result; }, Never, Options, TaskScheduler.Default).Wait());
        script.Do(() => task.ContinueWith((t, state) => { seen += $"{state}{t.Result}"; }, "s").Wait());
        script.Do(() => task.ContinueWith((t, state) => { seen += $"{state}{t.Result}"; }, "s", Never).Wait());
        script.Do(() => task.ContinueWith((t, state) => { seen += $"{state}{t.Result}"; }, "s", Options).Wait());
        script.Do(() => task.ContinueWith((t, state) => { seen += $"{state}{t.Result}"; }, "s", TaskScheduler.Default).Wait());
        script.Do(() => task.ContinueWith((t, state) => { seen += $"{state}{t.Result}"; }, "s", Never, Options, TaskScheduler.Default).Wait());
        script.Get(() => task.ContinueWith(t => t.Result + 1).Result);
        script.Get(() => task.ContinueWith(t => t.Result + 1, Never).Result);
        script.Get(() => task.ContinueWith(t => t.Result + 1, Options).Result);
        script.Get(() => task.ContinueWith(t => t.Result + 1, TaskScheduler.Default).Result);
        script.Get(() => task.ContinueWith(t => t.Result + 1, Never, Options, TaskScheduler.Default).Result);
        script.Get(() => task.ContinueWith((t, state) => $"{state}{t.Result}", "s").Result);
        script.Get(() => task.ContinueWith((t, state) => $"{state}{t.Result}", "s", Never).Result);
        script.Get(() => task.ContinueWith((t, state) => $"{state}{t.Result}", "s", Options).Result);
        script.Get(() => task.ContinueWith((t, state) => $"{state}{t.Result}", "s", TaskScheduler.Default).Result);
        script.Get(() => task.ContinueWith((t, state) => $"{state}{t.Result}", "s", Never, Options, TaskScheduler.Default).Result);
        script.Get(() => seen);
        script.Do(() => task.ContinueWith((Func<Task<int>, int>)null!));
        script.Do(() => task.ContinueWith(_ => { }, TaskContinuationOptions.NotOnRanToCompletion).Wait());
    });

    [Fact]
    public void When_all_have_ended() => AlikeAndControlled(script =>
    {
        var (seen, factory, typed) = (0, Task.Factory, new TaskFactory<int>());
        script.Do(() => factory.ContinueWhenAll(Plain, all => { seen += all.Length; }).Wait());
        script.Do(() => factory.ContinueWhenAll(Plain, all => { seen += all.Length; }, Never).Wait());
        script.Do(() => factory.ContinueWhenAll(Plain, all => { seen += all.Length; }, Options).Wait());
        script.Do(() => factory.ContinueWhenAll(Plain, all => { seen += all.Length; }, Never, Options, TaskScheduler.Default).Wait());
        script.Get(() => factory.ContinueWhenAll(Plain, all => all.Length).Result);
        script.Get(() => factory.ContinueWhenAll(Plain, all => all.Length, Never).Result);
        script.Get(() => factory.ContinueWhenAll(Plain, all => all.Length, Options).Result);
        script.Get(() => factory.ContinueWhenAll(Plain, all => all.Length, Never, Options, TaskScheduler.Default).Result);
        script.Do(() => factory.ContinueWhenAll(Typed, all => { seen += all.Length; }).Wait());
        script.Do(() => factory.ContinueWhenAll(Typed, all => { seen += all.Length; }, Never).Wait());
        script.Do(() => factory.ContinueWhenAll(Typed, all => { seen += all.Length; }, Options).Wait());
        script.Do(() => factory.ContinueWhenAll(Typed, all => { seen += all.Length; }, Never, Options, TaskScheduler.Default).Wait());
        script.Get(() => factory.ContinueWhenAll(Typed, all => all.Length).Result);
        script.Get(() => factory.ContinueWhenAll(Typed, all => all.Length, Never).Result);
        script.Get(() => factory.ContinueWhenAll(Typed, all => all.Length, Options).Result);
        script.Get(() => factory.ContinueWhenAll(Typed, all => all.Length, Never, Options, TaskScheduler.Default).Result);
        script.Get(() => typed.ContinueWhenAll(Plain, all => all.Length).Result);
        script.Get(() => typed.ContinueWhenAll(Plain, all => all.Length, Never).Result);
        script.Get(() => typed.ContinueWhenAll(Plain, all => all.Length, Options).Result);
        script.Get(() => typed.ContinueWhenAll(Plain, all => all.Length, Never, Options, TaskScheduler.Default).Result);
        script.Get(() => typed.ContinueWhenAll(Texts, all => all.Length).Result);
        script.Get(() => typed.ContinueWhenAll(Texts, all => all.Length, Never).Result);
        script.Get(() => typed.ContinueWhenAll(Texts, all => all.Length, Options).Result);
        script.Get(() => typed.ContinueWhenAll(Texts, all => all.Length, Never, Options, TaskScheduler.Default).Result);
        script.Get(() => seen);
        script.Do(() => factory.ContinueWhenAll([], _ => { }));
        script.Do(() => factory.ContinueWhenAll(null!, _ => { }));
        script.Do(() => factory.ContinueWhenAll([null!], _ => { }));
        script.Do(() => factory.ContinueWhenAll(Plain, _ => { }, TaskContinuationOptions.OnlyOnFaulted));
        script.Do(() => factory.ContinueWhenAll(Plain, _ => { }, new CancellationToken(true)).Wait());
    });

    [Fact]
    public void When_any_has_ended() => AlikeAndControlled(script =>
    {
        var (seen, factory, typed) = ("", Task.Factory, new TaskFactory<string>());
        script.Do(() => factory.ContinueWhenAny(Plain, first => { seen += first.Status; }).Wait());
        script.Do(() => factory.ContinueWhenAny(Plain, first => { seen += first.Status; }, Never).Wait());
        script.Do(() => factory.ContinueWhenAny(Plain, first => { seen += first.Status; }, Options).Wait());
        script.Do(() => factory.ContinueWhenAny(Plain, first => { seen += first.Status; }, Never, Options, TaskScheduler.Default).Wait());
        script.Get(() => factory.ContinueWhenAny(Plain, first => $"{first.Status}").Result);
        script.Get(() => factory.ContinueWhenAny(Plain, first => $"{first.Status}", Never).Result);
        script.Get(() => factory.ContinueWhenAny(Plain, first => $"{first.Status}", Options).Result);
        script.Get(() => factory.ContinueWhenAny(Plain, first => $"{first.Status}", Never, Options, TaskScheduler.Default).Result);
        script.Do(() => factory.ContinueWhenAny(Typed, first => { seen += first.Status; }).Wait());
        script.Do(() => factory.ContinueWhenAny(Typed, first => { seen += first.Status; }, Never).Wait());
        script.Do(() => factory.ContinueWhenAny(Typed, first => { seen += first.Status; }, Options).Wait());
        script.Do(() => factory.ContinueWhenAny(Typed, first => { seen += first.Status; }, Never, Options, TaskScheduler.Default).Wait());
        script.Get(() => factory.ContinueWhenAny(Typed, first => $"{first.Status}").Result);
        script.Get(() => factory.ContinueWhenAny(Typed, first => $"{first.Status}", Never).Result);
        script.Get(() => factory.ContinueWhenAny(Typed, first => $"{first.Status}", Options).Result);
        script.Get(() => factory.ContinueWhenAny(Typed, first => $"{first.Status}", Never, Options, TaskScheduler.Default).Result);
        script.Get(() => typed.ContinueWhenAny(Plain, first => $"{first.Status}").Result);
        script.Get(() => typed.ContinueWhenAny(Plain, first => $"{first.Status}", Never).Result);
        script.Get(() => typed.ContinueWhenAny(Plain, first => $"{first.Status}", Options).Result);
        script.Get(() => typed.ContinueWhenAny(Plain, first => $"{first.Status}", Never, Options, TaskScheduler.Default).Result);
        script.Get(() => typed.ContinueWhenAny(Typed, first => $"{first.Status}").Result);
        script.Get(() => typed.ContinueWhenAny(Typed, first => $"{first.Status}", Never).Result);
        script.Get(() => typed.ContinueWhenAny(Typed, first => $"{first.Status}", Options).Result);
        script.Get(() => typed.ContinueWhenAny(Typed, first => $"{first.Status}", Never, Options, TaskScheduler.Default).Result);
        script.Get(() => seen);
        script.Do(() => factory.ContinueWhenAny([], _ => { }));
        script.Do(() => factory.ContinueWhenAny(null!, _ => { }));
        script.Do(() => factory.ContinueWhenAny(Plain, _ => { }, TaskContinuationOptions.NotOnFaulted));
        script.Do(() => factory.ContinueWhenAny(Plain, _ => { }, new CancellationToken(true)).Wait());
    });
}
