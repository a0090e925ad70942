using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>A chain of awaits is one operation, a method left behind is another: what a person would count.</summary>
public class OperationIdentity
{
    private static List<OperationKind> Operations(Func<Task> body)
    {
        var result = Explorer.Run(body, new ExplorerOptions { Schedules = 1 });
        Assert.Null(result.Failure);
        return [.. result.Trace.Operations.Select(o => o.Kind)];
    }

    [Fact]
    public void Nested_awaits_are_one_operation() =>
        Assert.Equal([OperationKind.Body], Operations(() => Nested(5)));

    [Fact]
    public void Awaits_of_value_tasks_and_configured_awaits_are_one_operation() =>
        Assert.Equal([OperationKind.Body], Operations(async () =>
        {
            await Value().ConfigureAwait(false);
            await Value().AsTask().ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            await foreach (var item in Stream())
            {
                await Nested(item);
            }
        }));

    [Fact]
    public void A_task_that_runs_an_async_method_is_one_operation() =>
        Assert.Equal([OperationKind.Body, OperationKind.Task], Operations(() => Task.Run(() => Nested(3))));

    [Fact]
    public void Methods_awaited_together_are_an_operation_each() =>
        Assert.Equal([OperationKind.Body, OperationKind.Async, OperationKind.Async], Operations(() => Task.WhenAll(Nested(1), Nested(2))));

    [Fact]
    public void A_method_that_is_not_awaited_is_an_operation() =>
        Assert.Equal([OperationKind.Body, OperationKind.Async], Operations(async () =>
        {
            _ = Nested(1);
            await Nested(1);
        }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_method_that_is_not_awaited_is_called_by_its_name_though_one_that_it_awaits_suspends_first(bool onRealScheduler)
    {
        static Task Body() => Task.WhenAll(Outer(), Outer());
        static async Task Outer() => await Nested(1);

        var trace = onRealScheduler ? Observer.Run(Body).Trace : Explorer.Run(Body, new ExplorerOptions { Schedules = 1 }).Trace;

        Assert.Equal(["OperationIdentity.Outer", "OperationIdentity.Outer"], trace.Operations.Skip(1).Select(operation => operation.Name));
        Assert.All(trace.Operations.Skip(1), operation => Assert.Equal("OperationIdentity.Outer", trace.SiteAt(operation.CreationSite).Method));
    }

    [Fact]
    public void A_method_with_a_step_before_its_await_is_an_operation() =>
        Assert.Equal([OperationKind.Body, OperationKind.Async], Operations(async () =>
        {
            var nested = Nested(1);
            Thread.Yield();
            await nested;
        }));

    [Fact]
    public void Forks_within_chains_belong_to_who_made_them()
    {
        var result = Explorer.Run(
            async () =>
            {
                await Task.Run(async () =>
                {
                    var left = Nested(1);
                    await Nested(2);
                    await left;
                });
            },
            new ExplorerOptions { Schedules = 1 });

        Assert.Equal(
            [(OperationKind.Body, 0), (OperationKind.Task, 1), (OperationKind.Async, 2)],
            result.Trace.Operations.Select(o => (o.Kind, o.Creator)));
    }

    [Fact]
    public void A_method_that_never_suspends_is_no_operation() =>
        Assert.Equal([OperationKind.Body], Operations(async () =>
        {
            _ = Immediate();
            await Immediate();

            static async Task Immediate() => await Task.CompletedTask;
        }));

    private static async Task Nested(int depth)
    {
        await Task.Yield();
        if (depth > 0)
        {
            await Nested(depth - 1);
        }

        await Task.Delay(1);
    }

    private static async ValueTask Value()
    {
        await Task.Yield();
        await Nested(1);
    }

    private static async IAsyncEnumerable<int> Stream()
    {
        await Task.Yield();
        yield return 1;
        await Nested(1);
        yield return 2;
    }
}
