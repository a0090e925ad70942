
namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>Real packages, as they were compiled by others: every woven method is compiled by the JIT, with memory and, without it, with static fields that can be made anew.</summary>
public sealed class RealPackageTests
{
    [Theory]
    [InlineData("Weaver.Tests.Samples")]
    [InlineData("Polly.Core")]
    [InlineData("Microsoft.Extensions.DependencyInjection")]
    [InlineData("StackExchange.Redis")]
    [InlineData("Pipelines.Sockets.Unofficial")]
    [InlineData("System.Reactive")]
    [InlineData("DotNext")]
    [InlineData("DotNext.Threading")]
    [InlineData("Nito.AsyncEx.Tasks")]
    [InlineData("Nito.AsyncEx.Coordination")]
    [InlineData("Mono.Cecil")]
    public void Every_woven_method_compiles(string assembly)
    {
        var folder = Path.GetDirectoryName(Weaving.Samples)!;
        var input = Path.Combine(folder, assembly + ".dll");
        var (before, compiledBefore) = JitCompiler.CompileAll(input);

        foreach (var memory in new[] { true, false })
        {
            var output = Path.Combine(Weaving.TemporaryFolder(), assembly + ".dll");
            var result = Assert.Single(Weaving.Run(Weaving.Table, memory, memory ? [] : [assembly], (input, output)));
            var (after, compiled) = JitCompiler.CompileAll(output);

            Assert.Empty(after.Except(before));
            Assert.InRange(compiled, Math.Max(20, compiledBefore), int.MaxValue);
            Assert.True(result.Sites > 0 || assembly == "Mono.Cecil");
        }
    }
}
