using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Waiting for tasks comes to the same under control.</summary>
public class WaitingScripts
{
    private static readonly CancellationToken Never = CancellationToken.None;
    private static readonly CancellationToken Cancelled = new(true);
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);
    private static readonly Task Done = Task.FromResult(0);
    private static readonly Task Open = new TaskCompletionSource().Task;
    private static readonly Task<int> One = Task.FromResult(1);
    private static readonly Task<int> Two = Task.FromResult(2);
    private static readonly Task<int> OpenNumber = new TaskCompletionSource<int>().Task;
    private static readonly Task Faulted = Task.FromException(new TimeoutException("late"));

    [Fact]
    public void One_task() => AlikeAndControlled(script =>
    {
        script.Get(() => Done.Wait(1));
        script.Get(() => Done.Wait(Short));
        script.Get(() => Done.Wait(1, Never));
        script.Get(() => Done.Wait(Short, Never));
        script.Get(() => Done.Wait(1, Cancelled));
        script.Do(() => Done.Wait(Cancelled));
        script.Get(() => (Done.IsCompleted, Done.IsCompletedSuccessfully, Done.IsFaulted, Done.IsCanceled, Done.Status, Done.Exception?.Message));
        script.Get(() => Open.Wait(1));
        script.Get(() => Open.Wait(Short));
        script.Get(() => Open.Wait(1, Never));
        script.Get(() => Open.Wait(Short, Never));
        script.Get(() => Open.Wait(60_000, Cancelled)); // a short one may be over before the original looks at the token
        script.Do(() => Open.Wait(Cancelled));
        script.Get(() => (Open.IsCompleted, Open.IsCompletedSuccessfully, Open.IsFaulted, Open.IsCanceled, Open.Status, Open.Exception?.Message));
        script.Get(() => Faulted.Wait(1));
        script.Get(() => Faulted.Wait(Short));
        script.Get(() => Faulted.Wait(1, Never));
        script.Get(() => Faulted.Wait(Short, Never));
        script.Get(() => Faulted.Wait(1, Cancelled));
        script.Do(() => Faulted.Wait(Cancelled));
        script.Get(() => (Faulted.IsCompleted, Faulted.IsCompletedSuccessfully, Faulted.IsFaulted, Faulted.IsCanceled, Faulted.Status, Faulted.Exception?.Message));
        script.Do(() => Done.Wait());
        script.Get(() => Done.Wait(-2));
        script.Get(() => One.Result);
    });

    [Fact]
    public void A_task_of_a_task() => AlikeAndControlled(script =>
    {
        var later = new TaskCompletionSource<Task<int>>();
        script.Get(() => later.Task.Unwrap().IsCompleted);
        later.SetResult(One);
        script.Get(() => later.Task.Unwrap().Result);
        script.Get(() => Task.FromResult(Done).Unwrap().IsCompletedSuccessfully);
        script.Do(() => Task.FromResult(Faulted).Unwrap().Wait());
        script.Do(() => Task.FromException<Task>(new TimeoutException("late")).Unwrap().Wait());
        script.Do(() => Task.FromCanceled<Task>(Cancelled).Unwrap().Wait());
        script.Get(() => Task.FromResult<Task>(null!).Unwrap().Status);
        script.Do(() => ((Task<Task>)null!).Unwrap());
        script.Do(() => ((Task<Task<int>>)null!).Unwrap());
    });

    [Fact]
    public void Several_tasks() => AlikeAndControlled(script =>
    {
        script.Get(() => Task.WaitAll((Task[])[Done, One], 1));
        script.Get(() => Task.WaitAll((Task[])[Done, Open], 1));
        script.Get(() => Task.WaitAll((Task[])[Faulted, Done], 1));
        script.Do(() => Task.WaitAll((Task[])[Done, One]));
        script.Do(() => Task.WaitAll([Done, One]));
        script.Do(() => Task.WaitAll((IEnumerable<Task>)[Done, One], Never));
        script.Do(() => Task.WaitAll((Task[])[Done, Open], Cancelled));
        script.Get(() => Task.WaitAll((Task[])[Done, Open], Short));
        script.Get(() => Task.WaitAll((Task[])[Done, Open], 1, Never));
        script.Do(() => Task.WaitAll((Task[])null!));
        script.Do(() => Task.WaitAll((Task[])[null!]));
        script.Get(() => Task.WaitAny((Task[])[Open, One]));
        script.Get(() => Task.WaitAny((Task[])[Open, Faulted], Never));
        script.Get(() => Task.WaitAny((Task[])[Open], Cancelled));
        script.Get(() => Task.WaitAny((Task[])[Open], 1));
        script.Get(() => Task.WaitAny((Task[])[Open], Short));
        script.Get(() => Task.WaitAny((Task[])[Open], 1, Never));
        script.Get(() => Task.WaitAny((Task[])[]));
    });

    [Fact]
    public void Combinators() => AlikeAndControlled(script =>
    {
        script.Get(() => Task.WhenAll((Task[])[Done, Faulted]).Exception!.Message);
        script.Get(() => Task.WhenAll((IEnumerable<Task>)[Done, One]).Status);
        script.Get(() => Task.WhenAll([Done, Open]).Status);
        script.Get(() => Task.WhenAll((Task<int>[])[One, Two]).Result.Sum());
        script.Get(() => Task.WhenAll((IEnumerable<Task<int>>)[One, Two]).Result.Sum());
        script.Get(() => Task.WhenAll([One, Two]).Result.Sum());
        script.Get(() => Task.WhenAll((Task[])[null!]));
        script.Get(() => Task.WhenAny((Task[])[Open, Done]).Result == Done);
        script.Get(() => Task.WhenAny((IEnumerable<Task>)[Open, Done]).Result == Done);
        script.Get(() => Task.WhenAny((ReadOnlySpan<Task>)[Open, Done]).Result == Done);
        script.Get(() => Task.WhenAny(Open, Done).Result == Done);
        script.Get(() => Task.WhenAny((Task<int>[])[OpenNumber, Two]).Result == Two);
        script.Get(() => Task.WhenAny((IEnumerable<Task<int>>)[OpenNumber, Two]).Result == Two);
        script.Get(() => Task.WhenAny((ReadOnlySpan<Task<int>>)[OpenNumber, Two]).Result == Two);
        script.Get(() => Task.WhenAny(OpenNumber, Two).Result == Two);
        script.Get(() => Task.WhenAny((Task[])[]));
        script.Get(() => Each(Task.WhenEach((Task[])[Done, One])));
        script.Get(() => Each(Task.WhenEach((IEnumerable<Task>)[Done, One])));
        script.Get(() => Each(Task.WhenEach((ReadOnlySpan<Task>)[Done, Faulted])));
        script.Get(() => Each(Task.WhenEach((Task<int>[])[One, Two])));
        script.Get(() => Each(Task.WhenEach((IEnumerable<Task<int>>)[One, Two])));
        script.Get(() => Each(Task.WhenEach((ReadOnlySpan<Task<int>>)[One, Two])));

        static int Each<T>(IAsyncEnumerable<T> tasks)
        {
            return Count().Result;

            async Task<int> Count()
            {
                var count = 0;
                await foreach (var task in tasks)
                {
                    count++;
                }

                return count;
            }
        }
    });

    [Fact]
    public void Limits() => AlikeAndControlled(script =>
    {
        script.Do(() => Done.WaitAsync(Cancelled).Wait());
        script.Do(() => Done.WaitAsync(Short).Wait());
        script.Do(() => Done.WaitAsync(Short, Never).Wait());
        script.Do(() => Done.WaitAsync(Short, TimeProvider.System).Wait());
        script.Do(() => Done.WaitAsync(Short, TimeProvider.System, Never).Wait());
        script.Do(() => Open.WaitAsync(Cancelled).Wait());
        script.Do(() => Open.WaitAsync(Short).Wait());
        script.Do(() => Open.WaitAsync(Short, Never).Wait());
        script.Do(() => Open.WaitAsync(Short, TimeProvider.System).Wait());
        script.Do(() => Open.WaitAsync(Short, TimeProvider.System, Never).Wait());
        script.Get(() => One.WaitAsync(Cancelled).Result);
        script.Get(() => One.WaitAsync(Short).Result);
        script.Get(() => One.WaitAsync(Short, Never).Result);
        script.Get(() => One.WaitAsync(Short, TimeProvider.System).Result);
        script.Get(() => One.WaitAsync(Short, TimeProvider.System, Never).Result);
        script.Get(() => OpenNumber.WaitAsync(Cancelled).Result);
        script.Get(() => OpenNumber.WaitAsync(Short).Result);
        script.Get(() => OpenNumber.WaitAsync(Short, Never).Result);
        script.Get(() => OpenNumber.WaitAsync(Short, TimeProvider.System).Result);
        script.Get(() => OpenNumber.WaitAsync(Short, TimeProvider.System, Never).Result);
        script.Get(() => One.WaitAsync(TimeSpan.FromMilliseconds(-2)));
        script.Get(() => One.WaitAsync(Short, null!));
        script.Do(() => Task.Delay(1).Wait());
        script.Do(() => Task.Delay(Short).Wait());
        script.Do(() => Task.Delay(1, Cancelled).Wait());
        script.Do(() => Task.Delay(Short, Never).Wait());
        script.Do(() => Task.Delay(Short, TimeProvider.System).Wait());
        script.Do(() => Task.Delay(Short, TimeProvider.System, Cancelled).Wait());
        script.Do(() => Task.Delay(-2));
        script.Do(() => Task.Delay(Short, null!));
    });
}
