using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>The real table against the real Runtime.</summary>
public sealed class RealTableTests
{
    // What woven code calls by other ways than the table.
    private static readonly string[] Others = ["ControlledAwait", "ControlledHashCode", "ControlledMemory", "ControlledOutside", "ControlledProgressBase", "ControlledSource", "ControlledStatics", "ControlledStruct", "ControlledSynchronizedMethod", "ControlledTypeInitializer"];

    [Fact]
    public void Every_target_of_the_table_matches_a_member()
    {
        using var resolver = new Assemblies.ReferenceResolver([RepositoryFiles.Runtime, .. Weaving.References]);
        using var runtime = ModuleDefinition.ReadModule(RepositoryFiles.Runtime);

        Assert.True(new Redirecting.RedirectionIndex(RedirectionTable.Rows, runtime, resolver.FindType).All.Count() > 100);
    }

    [Fact]
    public void Every_target_for_a_library_matches_a_member()
    {
        using var resolver = new Assemblies.ReferenceResolver([RepositoryFiles.Runtime, .. Weaving.References]);
        using var runtime = ModuleDefinition.ReadModule(RepositoryFiles.Runtime);
        var matched = new Redirecting.RedirectionIndex(RedirectionTable.Rows, runtime, resolver.FindType).All.Where(r => r.OfLibrary).Select(r => r.Target).ToHashSet();

        var targets = RedirectionTable.Rows.Where(row => row.Library is not null)
            .SelectMany(row => runtime.GetType($"{RedirectionTable.TargetNamespace}.{row.Target}").Methods.Where(m => m is { IsPublic: true, IsConstructor: false }));
        Assert.Empty(targets.Except(matched));
    }

    [Fact]
    public void A_library_that_is_not_referred_to_is_no_error()
    {
        using var resolver = new Assemblies.ReferenceResolver([RepositoryFiles.Runtime, .. Weaving.References.Where(file => !file.Contains("Coyote", StringComparison.Ordinal))]);
        using var runtime = ModuleDefinition.ReadModule(RepositoryFiles.Runtime);

        Assert.DoesNotContain(new Redirecting.RedirectionIndex(RedirectionTable.Rows, runtime, resolver.FindType).All, r => r.OfLibrary);
    }

    [Fact]
    public void Every_controlled_class_of_the_runtime_has_a_row()
    {
        using var runtime = ModuleDefinition.ReadModule(RepositoryFiles.Runtime);
        var classes = runtime.Types
            .Where(type => type is { Namespace: RedirectionTable.TargetNamespace, IsPublic: true, IsAbstract: true, IsSealed: true })
            .Select(type => type.Name);

        Assert.Empty(classes.Except(Others).Except(RedirectionTable.Rows.Select(row => row.Target)));
    }

    [Fact]
    public void The_table_is_in_order() =>
        Assert.Equal(RedirectionTable.Rows.OrderBy(row => row.Original, StringComparer.Ordinal).Select(row => row.Original), RedirectionTable.Rows.Select(row => row.Original));

    [Fact]
    public void No_observed_member_has_two_meanings()
    {
        var members = Observing.ObservationTable.Rows.SelectMany(row => row.Members.Select(member => (row.Type, member))).ToList();
        Assert.Equal(members.Distinct(), members);
    }
}
