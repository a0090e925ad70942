using Autofac;
using Autofac.Core;
using Autofac.Core.Activators.Delegate;
using Autofac.Core.Lifetime;
using Autofac.Core.Registration;
using ConcurrencyTrace.Harness;
using Xunit;

namespace PackageBugs;

/// <summary>
/// autofac/Autofac issue 1500, open: a registration source gives one shared component for two services. Two requests that ask for one service each, the first time,
/// get a component each.
/// </summary>
public class ContainerTests
{
    [TracedFact]
    public async Task A_component_of_two_services_is_one()
    {
        var builder = new ContainerBuilder();
        builder.RegisterSource(new Handlers());
        using var container = builder.Build();

        var reader = Task.Run<object>(() => container.Resolve<IReader>());
        var writer = Task.Run<object>(() => container.Resolve<IWriter>());
        Assert.Same(await reader, await writer);
    }

    private interface IReader;

    private interface IWriter;

    private sealed class Handler : IReader, IWriter;

    private sealed class Handlers : IRegistrationSource
    {
        private static readonly TypedService[] Services = [new(typeof(IReader)), new(typeof(IWriter))];

        public bool IsAdapterForIndividualComponents => false;

        public IEnumerable<IComponentRegistration> RegistrationsFor(Service service, Func<Service, IEnumerable<ServiceRegistration>> registrationAccessor) =>
            Services.Contains(service)
                ? [new ComponentRegistration(
                    Guid.NewGuid(),
                    new DelegateActivator(typeof(Handler), (_, _) => new Handler()),
                    new RootScopeLifetime(),
                    InstanceSharing.Shared,
                    InstanceOwnership.OwnedByLifetimeScope,
                    Services,
                    new Dictionary<string, object?>())]
                : [];
    }
}
