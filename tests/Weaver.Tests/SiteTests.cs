using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>Sites name what a person wrote and where.</summary>
[Collection("Runs woven code: the redirected calls are counted in one place")]
public sealed class SiteTests(WovenSamples woven) : IClassFixture<WovenSamples>
{
    [Theory]
    [InlineData("Plain", "Places.Plain")]
    [InlineData("Constructor", "new Places")]
    [InlineData("Accessor", "Places.Property")]
    [InlineData("Lambda", "Places.Lambda (lambda)")]
    [InlineData("Capturing_lambda_in_a_lambda", "Places.Capturing_lambda_in_a_lambda (lambda)")]
    [InlineData("Local_function", "Places.Inner")]
    [InlineData("Asynchronous", "Places.Asynchronous")]
    [InlineData("Asynchronous_lambda", "Places.Asynchronous_lambda (lambda)")]
    [InlineData("Iterator", "Places.Lines")]
    [InlineData("Explicit_implementation", "Places.Place")]
    [InlineData("Nested_generic", "Places.Nested.Place")]
    public async Task A_site_has_the_method_and_line_of_its_call(string sample, string method)
    {
        var (line, _) = await WovenSamples.Run(woven.Assembly, "Places", sample);

        var site = Assert.Single(woven.Sites, site => site.Member == "Interlocked.Increment" && site.Method == method);
        Assert.Equal("tests/Weaver.Tests.Samples/Places.cs", site.File);
        Assert.Equal(line, site.Line.ToString());
    }

    [Fact]
    public async Task A_call_passes_its_module_and_the_number_of_its_site()
    {
        var (_, calls) = await WovenSamples.Run(woven.Assembly, "Locks", "Lock_statement");

        var enter = Assert.Single(calls, call => call.Target == "ControlledMonitor.Enter");
        Assert.Equal(Sites.StableHash.Of("Weaver.Tests.Samples"), (int)(enter.Site >> 32));
        var site = woven.Sites[(int)(enter.Site & 0xFFFFFFFF)];
        Assert.Equal(("Locks.Lock_statement", "Monitor.Enter"), (site.Method, site.Member));
    }

    [Theory]
    [InlineData(".git")]
    [InlineData("Shop.slnx")]
    public void A_source_file_is_named_by_where_it_lies_in_its_repository(string mark)
    {
        var root = Directory.CreateTempSubdirectory("repository").FullName;
        File.WriteAllText(Path.Combine(root, mark), "");
        var folder = Directory.CreateDirectory(Path.Combine(root, "src", "Shop")).FullName;

        Assert.Equal("src/Shop/Cart.cs", new SourceNames().Of(Path.Combine(folder, "Cart.cs")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/_/src/Cart.cs")]
    [InlineData("/nowhere/src/Cart.cs")]
    [InlineData(@"D:\nowhere\src\Cart.cs")]
    public void A_source_file_that_is_in_no_repository_here_is_named_as_the_compiler_named_it(string path) =>
        Assert.Equal(path, new SourceNames().Of(path));

    [Theory]
    [InlineData("Async.Async_iterator", "await")]
    [InlineData("Tasks.Generic_method_and_generic_type", "Task.Result")]
    [InlineData("Tasks.Constructor_of_a_generic_type", "new TaskCompletionSource")]
    [InlineData("Memory.Volatile_static_field", "Memory.count")]
    [InlineData("static Initializers.Told", "static constructor")]
    public void A_site_names_its_member(string method, string member) =>
        Assert.Contains(woven.Sites, site => site.Method == method && site.Member == member);

    [Theory]
    [InlineData("<>c__DisplayClass2_0", "<Transfer>b__1", "Bank.Transfer (lambda)")]
    [InlineData("VB$StateMachine_2_Transfer", "MoveNext", "Bank.Transfer")]
    [InlineData("_Closure$__2-0", "_Lambda$__1", "Bank (lambda)")]
    [InlineData("transfer, twice@13-5", "Invoke", "Bank.transfer, twice")]
    public void A_method_that_a_compiler_made_is_named_after_the_one_that_was_written(string type, string method, string name) =>
        Assert.Equal(name, DisplayNames.OfMethod(Member(type, (made, anything) => new MethodDefinition(method, default, anything) { DeclaringType = made })));

    [Theory]
    [InlineData("<>c__DisplayClass2_0", "total", "Bank.total (captured)")]
    [InlineData("<Transfer>d__2", "<total>5__1", "Bank.total (captured)")]
    [InlineData("_Closure$__2-0", "$VB$Local_total", "Bank.total (captured)")]
    [InlineData("Account", "total", "Bank.Account.total")]
    [InlineData("Account", "total@", "Bank.Account.total")]
    [InlineData("Account", "total@12", "Bank.Account.total")]
    [InlineData("Account", "$STATIC$NextNumber$20182$last", "Bank.Account.NextNumber.last")]
    [InlineData("Account", "$STATIC$NextNumber$20182$last$Init", "Bank.Account.NextNumber.last (initialisation)")]
    public void A_variable_that_outlives_its_method_is_named_as_it_was_written(string type, string field, string name) =>
        Assert.Equal(name, DisplayNames.OfMember(Member(type, (made, anything) => new FieldDefinition(field, default, anything) { DeclaringType = made })));

    [Theory]
    [InlineData(DocumentLanguage.FSharp, 7)]
    [InlineData(DocumentLanguage.CSharp, 8)]
    public void What_F_sharp_writes_behind_other_statements_is_at_the_place_from_which_it_is_reached(DocumentLanguage language, int line)
    {
        using var module = ModuleDefinition.CreateModule("Some", ModuleKind.Dll);
        var method = new MethodDefinition("transfer", default, module.TypeSystem.Void) { DeclaringType = new TypeDefinition("", "Bank", default) };
        var (awaiting, after, suspending) = (Instruction.Create(OpCodes.Ldc_I4_1), Instruction.Create(OpCodes.Nop), Instruction.Create(OpCodes.Ldnull));
        Instruction[] body = [awaiting, Instruction.Create(OpCodes.Brfalse, suspending), after, Instruction.Create(OpCodes.Ret), suspending, Instruction.Create(OpCodes.Pop), Instruction.Create(OpCodes.Ret)];
        for (var i = 0; i < body.Length; i++)
        {
            body[i].Offset = i;
            method.Body.Instructions.Add(body[i]);
        }

        var document = new Document("Bank.fs") { Language = language };
        foreach (var (at, startLine) in new[] { (awaiting, 7), (after, 8), (suspending, 0xFEEFEE) })
        {
            method.DebugInformation.SequencePoints.Add(new SequencePoint(at, document) { StartLine = startLine, EndLine = startLine });
        }

        var places = BranchedPlaces.Of(method);
        var origin = places?.OriginOf(body[^2]) ?? body[^2];
        Assert.Equal(line, method.DebugInformation.SequencePoints.Last(point => !point.IsHidden && point.Offset <= origin.Offset).StartLine);
    }

    [Fact]
    public void What_F_sharp_keeps_for_a_file_is_named_after_the_file()
    {
        using var module = ModuleDefinition.CreateModule("Some", ModuleKind.Dll);
        Assert.Equal("Bank.total", DisplayNames.OfMember(new FieldDefinition("total@12", default, module.TypeSystem.Int32) { DeclaringType = new TypeDefinition("<StartupCode$Some>", "$Bank", default) }));
    }

    private static T Member<T>(string type, Func<TypeDefinition, TypeReference, T> of)
    {
        using var module = ModuleDefinition.CreateModule("Some", ModuleKind.Dll);
        var made = new TypeDefinition("", type, default) { DeclaringType = new TypeDefinition("Some", "Bank", default) };
        return of(made, module.TypeSystem.Int32);
    }

    [Theory]
    [InlineData("", -2128831035)]
    [InlineData("a", -468965076)]
    [InlineData("foobar", -1080231576)]
    public void The_hash_is_fnv_1a(string text, int expected) => Assert.Equal(expected, Sites.StableHash.Of(text));
}
