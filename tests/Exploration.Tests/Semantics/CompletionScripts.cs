using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Completion sources come to the same under control, completed once and again.</summary>
public class CompletionScripts
{
    private static readonly CancellationToken Cancelled = new(true);

    [Fact]
    public void Sources_without_a_result() => AlikeAndControlled(script =>
    {
        Complete(s => s.SetResult());
        Complete(s => s.SetCanceled());
        Complete(s => s.SetCanceled(Cancelled));
        Complete(s => s.SetException(new InvalidOperationException("a")));
        Complete(s => s.SetException((Exception)null!));
        Complete(s => s.SetException([new InvalidOperationException("a"), new TimeoutException("b")]));
        Complete(s => s.SetException([]));
        Complete(s => s.SetFromTask(Task.FromException(new TimeoutException("c"))));
        Complete(s => s.SetFromTask(new TaskCompletionSource().Task));
        Try(s => s.TrySetResult());
        Try(s => s.TrySetCanceled());
        Try(s => s.TrySetCanceled(Cancelled));
        Try(s => s.TrySetException(new InvalidOperationException("a")));
        Try(s => s.TrySetException([new InvalidOperationException("a")]));
        Try(s => s.TrySetException((IEnumerable<Exception>)null!));
        Try(s => s.TrySetFromTask(Task.CompletedTask));
        Try(s => s.TrySetFromTask(null!));
        script.Get(() => new TaskCompletionSource("state").Task.AsyncState);
        script.Get(() => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously).Task.CreationOptions);
        script.Get(() => new TaskCompletionSource("state", TaskCreationOptions.AttachedToParent).Task.CreationOptions);
        script.Get(() => new TaskCompletionSource("state", TaskCreationOptions.LongRunning));

        void Complete(Action<TaskCompletionSource> complete)
        {
            var source = new TaskCompletionSource();
            script.Do(() => complete(source));
            script.Do(() => complete(source));
            script.Get(() => Describe(source.Task));
        }

        void Try(Func<TaskCompletionSource, bool> complete)
        {
            var source = new TaskCompletionSource();
            script.Get(() => complete(source));
            script.Get(() => complete(source));
            script.Get(() => Describe(source.Task));
        }
    });

    [Fact]
    public void Sources_with_a_result() => AlikeAndControlled(script =>
    {
        Complete(s => s.SetResult(1));
        Complete(s => s.SetCanceled());
        Complete(s => s.SetCanceled(Cancelled));
        Complete(s => s.SetException(new InvalidOperationException("a")));
        Complete(s => s.SetException((Exception)null!));
        Complete(s => s.SetException([new InvalidOperationException("a"), new TimeoutException("b")]));
        Complete(s => s.SetException([null!]));
        Complete(s => s.SetFromTask(Task.FromResult(2)));
        Complete(s => s.SetFromTask(new TaskCompletionSource<int>().Task));
        Try(s => s.TrySetResult(3));
        Try(s => s.TrySetCanceled());
        Try(s => s.TrySetCanceled(Cancelled));
        Try(s => s.TrySetException(new InvalidOperationException("a")));
        Try(s => s.TrySetException([new InvalidOperationException("a")]));
        Try(s => s.TrySetFromTask(Task.FromCanceled<int>(Cancelled)));
        script.Get(() => new TaskCompletionSource<int>("state").Task.AsyncState);
        script.Get(() => new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously).Task.CreationOptions);
        script.Get(() => new TaskCompletionSource<int>("state", TaskCreationOptions.AttachedToParent).Task.CreationOptions);
        script.Get(() => new TaskCompletionSource<int>("state", TaskCreationOptions.LongRunning));

        void Complete(Action<TaskCompletionSource<int>> complete)
        {
            var source = new TaskCompletionSource<int>();
            script.Do(() => complete(source));
            script.Do(() => complete(source));
            script.Get(() => Describe(source.Task));
        }

        void Try(Func<TaskCompletionSource<int>, bool> complete)
        {
            var source = new TaskCompletionSource<int>();
            script.Get(() => complete(source));
            script.Get(() => complete(source));
            script.Get(() => Describe(source.Task));
        }
    });

    private static string Describe(Task task) =>
        $"{task.Status} {string.Join(", ", task.Exception?.InnerExceptions.Select(e => e.Message) ?? [])} {(task as Task<int>)?.IsCompletedSuccessfully}";
}
