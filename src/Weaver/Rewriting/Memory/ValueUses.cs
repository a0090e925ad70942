using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Follows a value from where it is pushed to where it is popped, through the straight code between.</summary>
internal static class ValueUses
{
    /// <summary>What pops the value that <paramref name="pushed"/> pushes, and each copy of it.</summary>
    /// <returns>The instructions, with whether the value is what they act on (the first that they pop); null for one that straight code does not tell.</returns>
    public static IEnumerable<(Instruction? By, bool IsReceiver)> Of(Instruction pushed) => Of(pushed, above: 0);

    private static IEnumerable<(Instruction? By, bool IsReceiver)> Of(Instruction pushed, int above)
    {
        for (var next = pushed.Next; next is not null; next = next.Next)
        {
            var pops = StackEffect.Pops(next);
            if (pops > above)
            {
                return next.OpCode.Code == Code.Dup ? [.. Of(next, above: 1), .. Of(next, above: 0)] : [(next, above == pops - 1)];
            }

            if (next.OpCode.FlowControl == FlowControl.Branch)
            {
                break; // the two arms of a choice: what follows is not what comes next
            }

            above += StackEffect.Pushes(next) - pops;
        }

        return [(null, false)];
    }
}
