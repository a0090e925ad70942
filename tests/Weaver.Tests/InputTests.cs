using ConcurrencyTrace.Runtime;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>Kinds of assembly files.</summary>
[Collection("Runs woven code: the redirected calls are counted in one place")]
public sealed class InputTests
{
    [Fact]
    public async Task An_embedded_pdb_stays_embedded_and_keeps_its_lines()
    {
        var input = Path.Combine(Weaving.TemporaryFolder(), "Weaver.Tests.Samples.dll");
        using (var assembly = AssemblyDefinition.ReadAssembly(Weaving.Samples, new ReaderParameters { ReadSymbols = true }))
        {
            assembly.Write(input, new WriterParameters { WriteSymbols = true, SymbolWriterProvider = new EmbeddedPortablePdbWriterProvider() });
        }

        var output = Weaving.Weave(input);

        Assert.False(File.Exists(Path.ChangeExtension(output, ".pdb")));
        var woven = Weaving.Load(output);
        var (line, calls) = await WovenSamples.Run(woven, "Places", "Plain");
        Assert.Equal(line, SiteReader.Read(woven)[(int)(Assert.Single(calls).Site & 0xFFFFFFFF)].Line.ToString());
    }

    [Fact]
    public async Task Without_a_pdb_sites_have_methods_and_no_lines()
    {
        var input = Path.Combine(Weaving.TemporaryFolder(), "Weaver.Tests.Samples.dll");
        File.Copy(Weaving.Samples, input);

        var woven = Weaving.Load(Weaving.Weave(input));

        await WovenSamples.Run(woven, "Places", "Plain");
        Assert.Contains(new WovenSite("Places.Plain", "Interlocked.Increment", "", 0), SiteReader.Read(woven));
    }

    [Fact]
    public void A_ready_to_run_assembly_loses_its_native_half()
    {
        var input = Weaving.References.Single(path => Path.GetFileName(path) == "System.Threading.Tasks.Dataflow.dll");

        var output = Weaving.Weave(input, memory: true);

        var (before, _) = JitCompiler.CompileAll(input);
        var (after, compiled) = JitCompiler.CompileAll(output);
        Assert.Empty(after.Except(before));
        Assert.True(compiled > 100, $"{compiled} methods compiled");
    }

    [Fact]
    public async Task A_tail_prefix_is_dropped_where_a_call_is_redirected()
    {
        var input = Path.Combine(Weaving.TemporaryFolder(), "Weaver.Tests.Samples.dll");
        using (var assembly = AssemblyDefinition.ReadAssembly(Weaving.Samples))
        {
            var il = assembly.MainModule.GetType("Samples.Tails").Methods.Single(m => m.Name == "Increment").Body.GetILProcessor();
            il.InsertBefore(il.Body.Instructions.Single(i => i.OpCode.Code == Code.Call), il.Create(OpCodes.Tail));
            assembly.Write(input);
        }

        var output = Weaving.Weave(input);

        var (result, calls) = await WovenSamples.Run(Weaving.Load(output), "Tails", "Run");
        Assert.Equal(("1", "ControlledInterlocked.Increment"), (result, Assert.Single(calls).Target));
        using var woven = AssemblyDefinition.ReadAssembly(output);
        Assert.DoesNotContain(
            woven.MainModule.GetType("Samples.Tails").Methods.Single(m => m.Name == "Increment").Body.Instructions,
            instruction => instruction.OpCode.Code == Code.Tail);
    }

    [Fact]
    public void A_strong_name_stays_part_of_the_identity()
    {
        var input = Path.Combine(Path.GetDirectoryName(Weaving.Samples)!, "System.Reactive.dll");

        using var woven = AssemblyDefinition.ReadAssembly(Weaving.Weave(input));
        using var original = AssemblyDefinition.ReadAssembly(input);

        Assert.Equal(original.FullName, woven.FullName);
        Assert.Equal((ModuleAttributes)0, woven.MainModule.Attributes & ModuleAttributes.StrongNameSigned);
    }

    [Fact]
    public void A_woven_assembly_is_marked_with_its_original()
    {
        var woven = Weaving.Load(Weaving.Weave(Weaving.Samples));

        var mark = Assert.Single(woven.GetCustomAttributes(typeof(WovenAttribute), false).Cast<WovenAttribute>());
        Assert.Equal(2, mark.FormatVersion);
        Assert.Equal(Sites.StableHash.Of("Weaver.Tests.Samples"), mark.ModuleId);
        Assert.Equal(typeof(Samples.ExpectAttribute).Module.ModuleVersionId.ToString(), mark.OriginalModuleVersion);
    }

    [Fact]
    public void A_woven_assembly_is_not_woven_twice()
    {
        var once = Weaving.Weave(Weaving.Samples);
        var twice = Path.Combine(Weaving.TemporaryFolder(), "Weaver.Tests.Samples.dll");

        var result = Assert.Single(Weaving.Run(Weaving.Table, memory: true, (once, twice)));

        Assert.False(result.Woven);
        Assert.Equal(File.ReadAllBytes(once), File.ReadAllBytes(twice));
        Assert.True(File.Exists(Path.ChangeExtension(twice, ".pdb")));
    }

    [Fact]
    public void Weaving_the_same_input_gives_the_same_bytes()
    {
        var output = Weaving.Weave(Weaving.Samples, memory: true);
        var first = File.ReadAllBytes(output);
        Weaving.Run(Weaving.Table, memory: true, (Weaving.Samples, output));

        Assert.Equal(first, File.ReadAllBytes(output));
    }
}
