using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Sites;

/// <summary>
/// Finds the statement of what its compiler wrote behind the statements that follow it. F# inlines what awaits in a task into the method and gives it no place of its own:
/// the call that suspends comes after all that is done when it need not, so the last place before it is that of another statement.
/// </summary>
internal sealed class BranchedPlaces
{
    private readonly Instruction[] instructions;
    private readonly HashSet<int> visible;
    private readonly ILookup<Instruction, Instruction> branches;

    private BranchedPlaces(MethodDefinition method)
    {
        instructions = [.. method.Body.Instructions];
        visible = [.. method.DebugInformation.SequencePoints.Where(point => !point.IsHidden).Select(point => point.Offset)];
        branches = instructions.SelectMany(from => TargetsOf(from).Select(to => (from, to))).ToLookup(branch => branch.to, branch => branch.from);
    }

    /// <summary>Those of a method; null where all is in its place.</summary>
    public static BranchedPlaces? Of(MethodDefinition method) =>
        method.DebugInformation is { HasSequencePoints: true } information && information.SequencePoints[0].Document.Language == DocumentLanguage.FSharp ? new(method) : null;

    /// <summary>The instruction whose last place before it is that of <paramref name="at"/>: where the only branch that leads there is, and so on.</summary>
    public Instruction OriginOf(Instruction at)
    {
        var seen = new HashSet<Instruction>();
        while (!visible.Contains(at.Offset) && seen.Add(at))
        {
            Instruction[] from = [.. branches[at], .. at.Previous is { } previous && FallsThrough(previous) ? [previous] : Array.Empty<Instruction>()];
            if (from is not [var only])
            {
                break;
            }

            at = only;
        }

        return at;
    }

    private static IEnumerable<Instruction> TargetsOf(Instruction instruction) => instruction.Operand switch
    {
        Instruction target => [target],
        Instruction[] targets => targets,
        _ => [],
    };

    private static bool FallsThrough(Instruction instruction) => instruction.OpCode.FlowControl is not (FlowControl.Branch or FlowControl.Return or FlowControl.Throw);
}
