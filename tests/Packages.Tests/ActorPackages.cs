using Akka.Actor;
using Proto;

namespace ConcurrencyTrace.Packages.Tests;

/// <summary>Actors, reactive streams and state machines.</summary>
public class ActorPackages
{
    [Fact]
    public Task Akka() => WorksWithTheOutside(async () =>
    {
        using var system = global::Akka.Actor.ActorSystem.Create("smoke", "akka.loglevel = OFF\nakka.stdout-loglevel = OFF");
        var adder = system.ActorOf(global::Akka.Actor.Props.Create(() => new Adder()));
        await Together(() => Tell(1), () => Tell(2));
        Assert.Equal(3, await adder.Ask<int>("sum"));
        await system.Terminate();

        void Tell(int number) => adder.Tell(number);
    });

    [Fact]
    public Task ProtoActor() => WorksWithTheOutside(async () =>
    {
        var system = new Proto.ActorSystem();
        var sum = 0;
        var adder = system.Root.Spawn(Proto.Props.FromFunc(context =>
        {
            if (context.Message is int number)
            {
                sum += number;
            }
            else if (context.Message is string)
            {
                context.Respond(new Sum(sum));
            }

            return Task.CompletedTask;
        }));
        await Together(() => system.Root.Send(adder, 1), () => system.Root.Send(adder, 2));
        Assert.Equal(3, (await system.Root.RequestAsync<Sum>(adder, "sum")).Value);
        await system.ShutdownAsync();
    });

    [Fact]
    public Task SystemReactive() => Works(async () =>
    {
        var sum = 0;
        var done = new TaskCompletionSource();
        using var subject = new System.Reactive.Subjects.Subject<int>();
        var merged = System.Reactive.Linq.Observable.Synchronize(subject);
        using var subscription = ObservableExtensions.Subscribe(merged, n => sum += n, done.SetResult);
        await Together(() => subject.OnNext(1), () => subject.OnNext(2));
        subject.OnCompleted();
        await done.Task;
        Assert.Equal(3, sum);
    });

    [Fact]
    public Task SystemReactiveTime() => Works(async () =>
    {
        var ticks = await System.Reactive.Threading.Tasks.TaskObservableExtensions.ToTask(System.Reactive.Linq.Observable.Count(
            System.Reactive.Linq.Observable.Take(System.Reactive.Linq.Observable.Interval(TimeSpan.FromMilliseconds(20)), 3)));
        Assert.Equal(3, ticks);
    });

    [Fact]
    public Task R3() => Works(async () =>
    {
        var count = await global::R3.ObservableExtensions.CountAsync(
            global::R3.ObservableExtensions.Take(global::R3.Observable.Interval(TimeSpan.FromMilliseconds(20), TimeProvider.System), 3));
        Assert.Equal(3, count);
    });

    [Fact]
    public Task InteractiveAsync() => Works(async () =>
    {
        var numbers = System.Linq.AsyncEnumerableEx.Merge(Numbers(), Numbers());
        var sum = 0;
        await foreach (var number in numbers)
        {
            sum += number;
        }

        Assert.Equal(6, sum);

        static async IAsyncEnumerable<int> Numbers()
        {
            for (var i = 0; i < 3; i++)
            {
                await Task.Yield();
                yield return i;
            }
        }
    });

    [Fact]
    public Task Stateless() => Works(async () =>
    {
        var machine = new global::Stateless.StateMachine<string, string>("off");
        machine.Configure("off").Permit("switch", "on");
        machine.Configure("on").OnEntryAsync(async () => await Task.Yield()).Permit("switch", "off");
        await machine.FireAsync("switch");
        Assert.Equal("on", machine.State);
    });

    [Fact]
    public Task Mvvm() => Works(async () =>
    {
        var ran = 0;
        var command = new CommunityToolkit.Mvvm.Input.AsyncRelayCommand(async () =>
        {
            await Task.Delay(10);
            Interlocked.Increment(ref ran);
        });
        var messenger = new CommunityToolkit.Mvvm.Messaging.WeakReferenceMessenger();
        var recipient = new object();
        CommunityToolkit.Mvvm.Messaging.IMessengerExtensions.Register<string>(messenger, recipient, (_, _) => Interlocked.Increment(ref ran));
        await Together(
            () => command.ExecuteAsync(null),
            () =>
            {
                CommunityToolkit.Mvvm.Messaging.IMessengerExtensions.Send(messenger, "hello");
                return Task.CompletedTask;
            });
        Assert.Equal(2, ran);
        GC.KeepAlive(recipient); // the messenger does not
    });

    private sealed record Sum(int Value);

    private sealed class Adder : ReceiveActor
    {
        private int sum;

        public Adder()
        {
            Receive<int>(number => sum += number);
            Receive<string>(_ => Sender.Tell(sum));
        }
    }
}
