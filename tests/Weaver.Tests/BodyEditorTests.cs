using ConcurrencyTrace.Weaver.Rewriting;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Tests;

public sealed class BodyEditorTests
{
    [Fact]
    public void What_is_put_twice_before_one_place_is_all_kept()
    {
        using var module = ModuleDefinition.CreateModule("empty", ModuleKind.Dll);
        var method = new MethodDefinition("M", MethodAttributes.Static, module.TypeSystem.Void);
        var at = Instruction.Create(OpCodes.Ret);
        method.Body.Instructions.Add(at);

        var editor = new BodyEditor(method.Body);
        editor.InsertBefore(at, Instruction.Create(OpCodes.Nop));
        editor.InsertBefore(at, Instruction.Create(OpCodes.Ldnull), Instruction.Create(OpCodes.Pop));
        editor.Apply();

        Assert.Equal([Code.Ldnull, Code.Pop, Code.Nop, Code.Ret], method.Body.Instructions.Select(i => i.OpCode.Code));
    }
}
