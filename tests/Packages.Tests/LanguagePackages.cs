using ConcurrencyTrace.Exploration;
using Microsoft.FSharp.Control;
using Microsoft.FSharp.Core;

namespace ConcurrencyTrace.Packages.Tests;

/// <summary>What programs in other languages are written with.</summary>
public class LanguagePackages
{
    [Fact]
    public Task FSharpWorkflows() => Works(async () =>
    {
        var (gate, count) = (new Lock(), 0);
        var twice = FSharpAsync.Parallel([Step(Add), Step(Add)]);
        await FSharpAsync.StartAsTask(twice, null, null);
        Assert.Equal(2, count);

        int Add()
        {
            lock (gate)
            {
                return ++count;
            }
        }
    });

    [Fact]
    public void FSharpReferenceCells()
    {
        var result = Explorer.Run(async () =>
        {
            var count = new FSharpRef<int>(0);
            await Together(() => count.Value += 1, () => count.Value += 1);
            Assert.Equal(2, count.Value);
        });

        Assert.Equal(FailureKind.Assertion, result.Failure?.Kind);
        Assert.Empty(result.Uncontrolled);
    }

    private static FSharpAsync<int> Step(Func<int> step) =>
        ExtraTopLevelOperators.DefaultAsyncBuilder.Delay(FSharpFunc<Unit, FSharpAsync<int>>.FromConverter(_ => ExtraTopLevelOperators.DefaultAsyncBuilder.Return(step())));
}
