using ConcurrencyTrace.Weaver.Redirecting;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Collects changes of one method body, then makes them all in one pass.</summary>
/// <remarks>
/// The first instruction of a replacement is written into the object of the one it replaces. So branches, exception handlers,
/// sequence points and scopes that pointed at the original point at the start of what stands for it, and none can skip it.
/// </remarks>
/// <param name="body">The body to change.</param>
internal sealed class BodyEditor(MethodBody body)
{
    private bool started;
    private (IReadOnlyList<Instruction> Before, IReadOnlyList<Instruction> AtEnd)? wrapping;

    /// <summary>The body that is changed.</summary>
    public MethodBody Body { get; } = body;

    // Many bodies stay as they are. What precedes is kept apart until the end: an instruction can be told by what it is as long as it was not replaced.
    private Dictionary<Instruction, Instruction[]> Preceding => field ??= [];

    private Dictionary<Instruction, Instruction[]> Following => field ??= [];

    private Dictionary<(string Purpose, string Type), VariableDefinition> Locals => field ??= [];

    /// <summary>A local of this type, shared by all insertions of the body: each must be done with it before the next.</summary>
    /// <param name="type">The type.</param>
    /// <param name="purpose">Tells apart locals of one type that one insertion needs at once.</param>
    public VariableDefinition Local(TypeReference type, string purpose = "value")
    {
        var key = (purpose, SignatureText.OfType(type));
        if (!Locals.TryGetValue(key, out var local))
        {
            Locals[key] = local = new VariableDefinition(type);
            Body.Variables.Add(local);
        }

        return local;
    }

    /// <summary>The prefix (<c>constrained.</c>, <c>tail.</c>, <c>volatile.</c>, …) of this kind before an instruction, wherever it stands by now; null when it has none.</summary>
    public Instruction? PrefixOf(Instruction instruction, Code kind)
    {
        for (var before = instruction.Previous; before is not null && LastAt(before) is { OpCode.OpCodeType: OpCodeType.Prefix } prefix; before = before.Previous)
        {
            if (prefix.OpCode.Code == kind)
            {
                return prefix;
            }
        }

        return null;
    }

    /// <summary>The first of an instruction's prefixes, or the instruction: where code that precedes it is inserted.</summary>
    public Instruction StartOf(Instruction instruction)
    {
        while (instruction.Previous is { } before && LastAt(before).OpCode.OpCodeType == OpCodeType.Prefix)
        {
            instruction = before;
        }

        return instruction;
    }

    /// <summary>Puts these instructions in the place of <paramref name="at"/>.</summary>
    public void Replace(Instruction at, params ReadOnlySpan<Instruction> by)
    {
        Start();
        (at.OpCode, at.Operand) = (by[0].OpCode, by[0].Operand);
        if (by.Length > 1)
        {
            Following[at] = by[1..].ToArray();
        }
    }

    /// <summary>Puts these instructions before <paramref name="at"/>, and before what was put there already.</summary>
    public void InsertBefore(Instruction at, params ReadOnlySpan<Instruction> added)
    {
        Start();
        Preceding[at] = [.. added, .. Preceding.GetValueOrDefault(at, [])];
    }

    /// <summary>Puts these instructions after <paramref name="at"/>, and after what was put there already.</summary>
    public void InsertAfter(Instruction at, params ReadOnlySpan<Instruction> added)
    {
        Start();
        Following[at] = [.. Following.GetValueOrDefault(at, []), .. added];
    }

    /// <summary>Puts instructions before and after the last <paramref name="count"/> of those that stand in the place of <paramref name="at"/> now.</summary>
    public void InsertAround(Instruction at, int count, ReadOnlySpan<Instruction> before, ReadOnlySpan<Instruction> after)
    {
        Start();
        Instruction[] now = [Moved(at), .. Following.GetValueOrDefault(at, [])];
        Replace(at, [.. now[..^count], .. before, .. now[^count..], .. after]);
    }

    /// <summary>Puts code before the whole body, and code that runs when the body ends, however it ends.</summary>
    public void WrapInTryFinally(IReadOnlyList<Instruction> before, IReadOnlyList<Instruction> atEnd)
    {
        Start();
        wrapping = (before, atEnd);
    }

    /// <summary>Makes the changes.</summary>
    public void Apply()
    {
        if (!started)
        {
            return;
        }

        var all = Body.Instructions.ToArray();
        Body.Instructions.Clear();
        Body.Instructions.Capacity = all.Length + Preceding.Values.Sum(added => added.Length) + Following.Values.Sum(added => added.Length);
        foreach (var instruction in all)
        {
            Put(instruction);
        }

        Wrap();
        Body.OptimizeMacros();
    }

    private void Put(Instruction at)
    {
        if (Preceding.TryGetValue(at, out var before))
        {
            var moved = Moved(at);
            (at.OpCode, at.Operand) = (before[0].OpCode, before[0].Operand);
            Array.ForEach([at, .. before[1..], moved], Body.Instructions.Add);
        }
        else
        {
            Body.Instructions.Add(at);
        }

        Array.ForEach(Following.GetValueOrDefault(at, []), Body.Instructions.Add);
    }

    private static Instruction Moved(Instruction at)
    {
        var moved = Instruction.Create(OpCodes.Nop);
        (moved.OpCode, moved.Operand) = (at.OpCode, at.Operand);
        return moved;
    }

    private void Wrap()
    {
        if (wrapping is not var (before, atEnd))
        {
            return;
        }

        var first = Body.Instructions[0];
        var result = Il.IsVoid(Body.Method.ReturnType) ? null : Local(Body.Method.ReturnType, "result");
        Instruction[] last = [.. result is null ? Array.Empty<Instruction>() : [Il.Load(result)], Instruction.Create(OpCodes.Ret)];
        Instruction[] all = [.. before, .. Body.Instructions.SelectMany(Leave), .. atEnd, Instruction.Create(OpCodes.Endfinally), .. last];
        Body.Instructions.Clear();
        foreach (var instruction in all)
        {
            Body.Instructions.Add(instruction);
        }

        // The outermost handler comes last.
        Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Finally)
        {
            TryStart = first,
            TryEnd = atEnd[0],
            HandlerStart = atEnd[0],
            HandlerEnd = last[0],
        });

        IEnumerable<Instruction> Leave(Instruction instruction)
        {
            if (instruction.OpCode.Code != Code.Ret)
            {
                return [instruction];
            }

            var leave = Instruction.Create(OpCodes.Leave, last[0]);
            (instruction.OpCode, instruction.Operand) = result is null ? (leave.OpCode, leave.Operand) : (OpCodes.Stloc, result);
            return result is null ? [instruction] : [instruction, leave];
        }
    }

    private Instruction LastAt(Instruction at) => started && Following.TryGetValue(at, out var added) ? added[^1] : at;

    // Inserted code may push a branch's target out of a short branch's reach: long ones first, the short form again at the end.
    private void Start()
    {
        if (!started)
        {
            started = true;
            Body.SimplifyMacros();
        }
    }
}
