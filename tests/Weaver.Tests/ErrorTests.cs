using System.Reflection.PortableExecutable;
using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Redirecting;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>Each refusal has its code and says what to do.</summary>
public sealed class ErrorTests
{
    private readonly string folder = Weaving.TemporaryFolder();

    [Fact]
    public void CTW0001_a_file_that_is_no_assembly()
    {
        var input = Path.Combine(folder, "text.dll");
        File.WriteAllText(input, "not an assembly");

        Expect("CTW0001", "ConcurrencyTraceWeave", () => Weaving.Weave(input));
        Expect("CTW0001", "absent.dll", () => Weaving.Weave(Path.Combine(folder, "absent.dll")));
    }

    [Fact]
    public void CTW0001_a_mixed_mode_assembly()
    {
        var image = File.ReadAllBytes(Weaving.Samples);
        using (var reader = new PEReader([.. image]))
        {
            image[reader.PEHeaders.CorHeaderStartOffset + 16] &= 0xFE; // ILONLY
        }

        var input = Path.Combine(folder, "mixed.dll");
        File.WriteAllBytes(input, image);

        Expect("CTW0001", "C++/CLI", () => Weaving.Weave(input));
    }

    [Fact]
    public void CTW0001_every_input_that_cannot_be_woven_is_named()
    {
        var good = Path.Combine(folder, "good.dll");
        var problems = Weaving.Refusal(() => Weaving.Run(
            Weaving.Table,
            memory: false,
            (Path.Combine(folder, "first.dll"), Path.Combine(folder, "out1.dll")),
            (Weaving.Samples, good),
            (Path.Combine(folder, "last.dll"), Path.Combine(folder, "out2.dll"))));

        Assert.Equal(["first.dll", "last.dll"], problems.Select(p => Path.GetFileName(p.Origin)));
        Assert.True(File.Exists(good));
    }

    [Fact]
    public void CTW0009_an_output_that_cannot_be_written()
    {
        var output = Directory.CreateDirectory(Path.Combine(folder, "taken.dll")).FullName;

        Expect("CTW0009", "cannot be written", () => Weaving.Run(Weaving.Table, memory: false, (Weaving.Samples, output)));
        Expect("CTW0009", "cannot be written", () => Weaving.Run(Weaving.Table, memory: false, (Weaving.Samples, Path.Combine(Weaving.Samples, "under a file.dll"))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"targets\": {} }")]
    [InlineData("[]")]
    public void CTW0010_a_list_of_dependencies_that_is_none(string text)
    {
        var file = Path.Combine(folder, "program.deps.json");
        File.WriteAllText(file, text);

        Expect("CTW0010", "build again", () => DependencyFile.Add(file, [Weaving.Samples]));
        Expect("CTW0010", "build again", () => DependencyFile.Add(Path.Combine(folder, "absent.deps.json"), [Weaving.Samples]));
    }

    [Fact]
    public void CTW0002_a_row_without_its_class() =>
        Expect("CTW0002", "System.Threading.Monitor to ControlledNothing", () => Match(new("System.Threading.Monitor", "ControlledNothing")));

    [Fact]
    public void CTW0002_a_row_without_its_original() =>
        Expect("CTW0002", "System.Threading.Nothing", () => Match(new("System.Threading.Nothing", "ControlledMonitor")));

    [Fact]
    public void CTW0002_once_for_all_inputs_that_use_the_row() => Expect("CTW0002", "System.Threading.Monitor to ControlledNothing", () => Weaving.Run(
        [new("System.Threading.Monitor", "ControlledNothing")],
        memory: false,
        (Weaving.Samples, Path.Combine(folder, "out1.dll")),
        (Weaving.Samples, Path.Combine(folder, "out2.dll"))));

    [Fact]
    public void CTW0002_each_target_that_matches_no_member()
    {
        var problems = Weaving.Refusal(() => Match(new("System.Threading.Barrier", "ControlledMonitor")));

        Assert.Equal(4, problems.Count);
        Assert.All(problems, problem => Assert.Contains("matches no member of System.Threading.Barrier", problem.Text, StringComparison.Ordinal));
        Assert.Contains("ControlledMonitor::Exit(", problems[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void CTW0003_a_missing_reference()
    {
        var options = new WeaverOptions
        {
            Runtime = Weaving.Runtime,
            References = [.. Weaving.References.Where(path => Path.GetFileName(path) is "System.Private.CoreLib.dll" or "System.Collections.dll")],
            Inputs = [(Weaving.Samples, Path.Combine(folder, "out.dll"))],
            Table = [new("System.Threading.WaitHandle", "ControlledWaitHandle")],
        };

        Expect("CTW0003", "System.Threading, Version=", () => WeavingRun.Execute(options));
    }

    [Fact]
    public void CTW0003_found_while_writing_leaves_no_file_for_the_next_build_to_take()
    {
        using var resolver = new DefaultAssemblyResolver();
        resolver.AddSearchDirectory(folder);
        using var absent = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition("Absent", new Version(1, 0)), "Absent", ModuleKind.Dll);
        var kind = new TypeDefinition("Absent", "Kind", TypeAttributes.Public | TypeAttributes.Sealed, absent.MainModule.ImportReference(typeof(Enum)));
        kind.Fields.Add(new FieldDefinition("value__", FieldAttributes.Public | FieldAttributes.SpecialName | FieldAttributes.RTSpecialName, absent.MainModule.TypeSystem.Int32));
        absent.MainModule.Types.Add(kind);
        absent.Write(Path.Combine(folder, "Absent.dll"));
        using var program = AssemblyDefinition.CreateAssembly(
            new AssemblyNameDefinition("Program", new Version(1, 0)), "Program", new ModuleParameters { AssemblyResolver = resolver, Kind = ModuleKind.Dll });
        const FieldAttributes Constant = FieldAttributes.Public | FieldAttributes.Static | FieldAttributes.Literal | FieldAttributes.HasDefault;
        program.MainModule.GetType("<Module>").Fields.Add(new FieldDefinition("Kind", Constant, program.MainModule.ImportReference(kind)) { Constant = 1 });
        var (input, output) = (Path.Combine(folder, "Program.dll"), Path.Combine(folder, "out.dll"));
        program.Write(input);

        Expect("CTW0003", "Weaving needs Absent, Version=1.0.0.0", () => Weaving.Run(Weaving.Table, memory: false, (input, output)));
        Assert.False(File.Exists(output));
    }

    [Fact]
    public void CTW0004_runtime_async_methods()
    {
        var input = Changed(Weaving.Samples, assembly =>
            assembly.MainModule.GetType("Samples.Async").Methods.First(m => m.Name == "Task_of_result").ImplAttributes |= (MethodImplAttributes)0x2000);

        Expect("CTW0004", "1 method(s) use runtime-async (for example Async.Task_of_result)", () => Weaving.Weave(input));
        Expect("CTW0004", "<Features>$(Features);runtime-async=off</Features>", () => Weaving.Weave(input));
    }

    [Fact]
    public void CTW0006_an_unreadable_pdb_is_a_warning()
    {
        var input = Path.Combine(folder, "Weaver.Tests.Samples.dll");
        File.Copy(Weaving.Samples, input);
        File.WriteAllText(Path.ChangeExtension(input, ".pdb"), "not a pdb");

        var result = Assert.Single(Weaving.Run(Weaving.Table, memory: false, (input, Path.Combine(folder, "out.dll"))));

        var warning = Assert.Single(result.Warnings);
        Assert.StartsWith($"{input} : warning CTW0006: ", warning.ToString(), StringComparison.Ordinal);
        Assert.True(result.Sites > 0);
    }

    [Fact]
    public void CTW0007_woven_for_another_version()
    {
        var input = Changed(Weaving.Weave(Weaving.Samples), assembly =>
        {
            var mark = assembly.CustomAttributes.Single(a => a.AttributeType.Name == "WovenAttribute");
            mark.ConstructorArguments[0] = new(assembly.MainModule.TypeSystem.Int32, 99);
        });

        Expect("CTW0007", "version 99", () => Weaving.Weave(input));
    }

    [Fact]
    public void CTW0007_a_runtime_of_another_version()
    {
        var runtime = Changed(Weaving.Runtime, assembly =>
            assembly.MainModule.GetType("ConcurrencyTrace.Runtime.WovenAttribute").Fields.Single(f => f.Name == "CurrentFormatVersion").Constant = 99);

        Expect("CTW0007", "version 99", () => WeavingRun.Execute(
            new WeaverOptions { Runtime = runtime, References = Weaving.References, Inputs = [], Table = Weaving.Table }));
    }

    [Theory]
    [InlineData("Some.Other.Library", 1)]
    [InlineData("System.Threading.Channels", 0)]
    [InlineData("netstandard", 0)]
    public void CTW0013_an_assembly_that_only_forwards_is_a_warning_where_its_types_would_have_to_be_woven(string other, int warnings)
    {
        var input = Path.Combine(folder, "Facade.dll");
        using (var facade = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition("Facade", new Version(1, 0)), "Facade", ModuleKind.Dll))
        {
            var reference = new AssemblyNameReference(other, new Version(1, 0));
            facade.MainModule.AssemblyReferences.Add(reference);
            facade.MainModule.ExportedTypes.Add(new ExportedType("Some", "Thing", facade.MainModule, reference) { IsForwarder = true });
            facade.Write(input);
        }

        var result = Assert.Single(Weaving.Run(Weaving.Table, memory: false, (input, Path.Combine(folder, "out.dll"))));

        Assert.Equal(Enumerable.Repeat($"{input} : warning CTW0013: This assembly has no code to weave: it forwards its types to {other}. Name that in the ConcurrencyTraceWeave items instead.", warnings), result.Warnings.Select(w => w.ToString()));
    }

    [Theory]
    [InlineData("--bogus", "x", "Unknown argument '--bogus'")]
    [InlineData("--runtime", "/absent/Runtime.dll", "does not exist: '/absent/Runtime.dll'")]
    [InlineData("--memory", "perhaps", "Invalid --memory 'perhaps'. Valid values are true, false.")]
    public void CTW0000_wrong_arguments(string name, string value, string message)
    {
        string[] complete = ["--runtime", Weaving.Runtime, "--references", EmptyFile("references"), "--inputs", EmptyFile("inputs")];

        Expect("CTW0000", message, () => WeaverOptions.Parse([.. complete, name, value]));
    }

    private static void Expect(string code, string text, Action weave)
    {
        var problem = Assert.Single(Weaving.Refusal(weave));
        Assert.Contains($" : error {code}: ", problem.ToString(), StringComparison.Ordinal);
        Assert.True(problem.ToString().Contains(text, StringComparison.Ordinal), problem.ToString());
    }

    private static void Match(RedirectionRow row)
    {
        using var resolver = new ReferenceResolver([Weaving.Runtime, .. Weaving.References]);
        using var runtime = ModuleDefinition.ReadModule(Weaving.Runtime);
        Assert.Empty(new RedirectionIndex([row], runtime, resolver.FindType).All);
    }

    private string EmptyFile(string name)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllText(path, "");
        return path;
    }

    private string Changed(string input, Action<AssemblyDefinition> change)
    {
        var output = Path.Combine(folder, Path.GetFileName(input));
        using var assembly = AssemblyDefinition.ReadAssembly(input);
        change(assembly);
        assembly.Write(output);
        return output;
    }
}
