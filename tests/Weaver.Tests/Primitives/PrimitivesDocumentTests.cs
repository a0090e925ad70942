using ConcurrencyTrace.Weaver.Redirecting;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Tests.Primitives;

/// <summary>Every public primitive of the platform is in one of the tables, and <c>docs/primitives.md</c> says so.</summary>
public sealed class PrimitivesDocumentTests : IDisposable
{
    private const string Accept = "CONCURRENCYTRACE_ACCEPT";

    private readonly Assemblies.ReferenceResolver resolver = new([RepositoryFiles.Runtime, .. Weaving.References]);
    private readonly ModuleDefinition runtime = ModuleDefinition.ReadModule(RepositoryFiles.Runtime);
    private readonly PrimitivesDocument document;

    public PrimitivesDocumentTests() => document = new(resolver, new RedirectionIndex(RedirectionTable.Rows, runtime, resolver.FindType));

    [Fact]
    public void Every_public_type_is_controlled_named_or_known_to_pass() =>
        Assert.True(
            document.Unknown.Count == 0,
            $"""
            No table knows {string.Join(", ", document.Unknown)}. Do one of these for each:
              - it blocks, wakes, starts work or tells the time: redirect it (a class in src/Runtime/Controlled, a row in src/Weaver/RedirectionTable.cs);
              - it does, and cannot be redirected: say why in src/Weaver/UncontrolledTable.cs, so that calls of it are named;
              - it does not: say why in tests/Weaver.Tests/Primitives/PassingTypes.cs.
            """);

    [Fact]
    public void Nothing_is_said_of_types_that_are_not_there_or_that_another_table_has() => Assert.Empty(document.Superfluous);

    [Fact]
    public void Every_row_of_what_is_not_controlled_names_members_that_are_there_and_not_redirected()
    {
        var redirected = new RedirectionIndex(RedirectionTable.Rows, runtime, resolver.FindType).All.Select(r => r.Original.FullName).ToHashSet();
        Assert.All(UncontrolledTable.Rows, row =>
        {
            var type = resolver.FindType(RedirectionTable.Rows.FirstOrDefault(r => r.Original == row.Type) ?? new(row.Type, "")) ?? throw new InvalidOperationException($"No type {row.Type}.");
            Assert.Empty(row.Members.Except(type.Methods.Select(m => m.Name)));
            Assert.DoesNotContain(type.Methods.Where(m => UncontrolledTable.Contains(m)), m => redirected.Contains(m.FullName));
        });
    }

    [Fact]
    public void The_document_says_what_the_tables_say()
    {
        var expected = document.ToString();
        if (Environment.GetEnvironmentVariable(Accept) is not null)
        {
            File.WriteAllText(RepositoryFiles.PrimitivesDocument, expected);
        }

        var actual = File.Exists(RepositoryFiles.PrimitivesDocument) ? File.ReadAllText(RepositoryFiles.PrimitivesDocument).ReplaceLineEndings("\n") : "";
        var difference = expected.Split('\n').Zip(actual.Split('\n').Concat(Enumerable.Repeat("(nothing)", int.MaxValue / 2))).FirstOrDefault(lines => lines.First != lines.Second);
        Assert.True(
            expected == actual,
            $"""
            docs/primitives.md is not what the tables say. First difference: it has
              {difference.Second}
            and should have
              {difference.First}
            Look at members that are new ("as it is"): one that blocks, wakes, starts work or tells the time needs a target, or a row in UncontrolledTable.
            Then run this test with {Accept}=1 in the environment, which writes the file, and commit it.
            """);
    }

    public void Dispose()
    {
        runtime.Dispose();
        resolver.Dispose();
    }
}
