using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ConcurrencyTrace.Docs.Tests;

/// <summary>What the documents show compiles against the libraries as they are.</summary>
/// <remarks>
/// A block of members is put in a class. <c>&lt;!-- continues --&gt;</c> on the line before a block adds it to the one before it, and <c>&lt;!-- with path … --&gt;</c> compiles it with
/// files of the repository.
/// </remarks>
public class SnippetTests
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Net.Http;
        global using System.Threading; global using System.Threading.Channels; global using System.Threading.Tasks; global using Xunit;
        """;

    // What a file of members has above it, and what a reader has seen before.
    private const string LibraryUsings = """
        global using ConcurrencyTrace; global using ConcurrencyTrace.Assertions; global using ConcurrencyTrace.Exploration; global using ConcurrencyTrace.Harness;
        global using ConcurrencyTrace.Runtime.Recording;
        global using FluentAssertions; global using FluentAssertions.Extensions;
        """;

    private static readonly string Repository = Path.GetFullPath(
        typeof(SnippetTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "Repository").Value!);

    private static readonly List<MetadataReference> References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file))];

    /// <summary>Every block, by document and line.</summary>
    public static TheoryData<string, int> Blocks() => new(All().Select(snippet => (snippet.Document, snippet.Line)));

    [Theory]
    [MemberData(nameof(Blocks))]
    public void A_block_compiles(string document, int line)
    {
        var snippet = All().Single(s => s.Document == document && s.Line == line);

        Assert.Equal([], Errors(snippet));
    }

    [Fact]
    public void A_block_that_does_not_compile_is_seen() =>
        Assert.NotEmpty(Errors(new Snippet("", 1, "public void M() => Explorer.NoSuchMethod();", [])));

    private static List<Snippet> All()
    {
        string[] documents = ["README.md", "CONTRIBUTING.md", .. Directory.EnumerateFiles(Path.Combine(Repository, "docs"), "*.md", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository, file)).Order(StringComparer.Ordinal)];
        return [.. documents.SelectMany(document => Snippet.In(document, File.ReadAllLines(Path.Combine(Repository, document))))];
    }

    private static List<string> Errors(Snippet snippet)
    {
        var tree = Parse(snippet.Code);
        var isMembers = tree.GetCompilationUnitRoot().Members.Any(m => m is MethodDeclarationSyntax or PropertyDeclarationSyntax or FieldDeclarationSyntax or GlobalStatementSyntax { Statement: LocalFunctionStatementSyntax });
        var sources = snippet.Sources.Select(path => Parse(File.ReadAllText(Path.Combine(Repository, path)))).ToList();
        var spaces = sources.SelectMany(source => source.GetRoot().DescendantNodes().OfType<BaseNamespaceDeclarationSyntax>()).Select(space => $"global using {space.Name};");
        SyntaxTree[] trees = [Parse(Usings + LibraryUsings + string.Concat(spaces)), isMembers ? Parse($"public class Snippet {{ {snippet.Code} }}") : tree, .. sources];
        var hasProgram = trees[1].GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any();
        var options = new CSharpCompilationOptions(hasProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable);
        return [.. CSharpCompilation.Create("Snippet", trees, References, options).GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error).Select(d => d.ToString())];
    }

    private static SyntaxTree Parse(string text) => CSharpSyntaxTree.ParseText(text, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest));
}
