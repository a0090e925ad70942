using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <content>Plain accesses to memory.</content>
internal sealed partial class Scheduler
{
    /// <summary>A plain access: a scheduling point where operations were seen to conflict, else only taken note of.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void Access(Operation operation, object? owner, int field, bool isWrite, long site)
    {
        // While the body is the only operation, whatever it does comes before what others do.
        if (operations.Count == 1 || unwinding || operation.AtomicDepth > 0)
        {
            return;
        }

        if (memory.IsPoint(site))
        {
            Point(operation, site);
            Record(isWrite ? EventKind.MemoryWrite : EventKind.MemoryRead, operation.Id, 0, field, site);
        }

        if (!operation.IsDetached)
        {
            memory.Accessed(operation, Steps, owner, field, isWrite, site);
        }
    }
}
