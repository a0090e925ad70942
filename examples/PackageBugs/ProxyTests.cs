using Castle.DynamicProxy;
using ConcurrencyTrace.Harness;
using Xunit;

namespace PackageBugs;

/// <summary>
/// Castle.Core, on which mocking libraries stand: the generator's cache of proxy types adds to a dictionary under a lock that lets readers in, where the type has
/// mixins.
/// </summary>
public class ProxyTests
{
    [TracedFact]
    public async Task Two_tests_make_a_proxy_of_the_same_kind()
    {
        var generator = new ProxyGenerator();
        var options = new ProxyGenerationOptions();
        options.AddMixinInstance(new Clock());
        await Task.WhenAll(Task.Run(Make), Task.Run(Make));

        void Make() => generator.CreateInterfaceProxyWithoutTarget<IOrders>(options, new StandardInterceptor());
    }

    public interface IOrders
    {
        void Send();
    }

    public interface IClock
    {
        void Tick();
    }

    private sealed class Clock : IClock
    {
        public void Tick()
        {
        }
    }
}
