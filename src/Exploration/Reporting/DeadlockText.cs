using System.Globalization;
using System.Text;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration.Reporting;

/// <summary>A deadlock in words: who waits for what, where, and who could end it.</summary>
internal static class DeadlockText
{
    private const int MostMeanwhile = 10;

    public static string Summary(Trace trace)
    {
        var waits = Shown(trace.Deadlock!);
        var parts = waits.Select(w => $"op {w.Operation} waits for {What(trace, w)}" + (w.Holders.Count > 0 ? $" held by {Ops(w.Holders)}" : ""));
        var all = string.Join("; ", parts.Take(4)) + (waits.Count > 4 ? $"; and {waits.Count - 4} more" : "");
        return trace.Deadlock!.Total ? all : all + " (the test body had ended)";
    }

    public static string Write(Trace trace) => Write(trace, "nobody can go on", trace.Deadlock!.Waits);

    /// <summary>Who waits when nothing comes from outside.</summary>
    public static string StillWaiting(Trace trace, IReadOnlyList<DeadlockWait> waits) => Write(trace, "nobody goes on", waits);

    /// <summary>Who still waited when a run was ended that had no end; what goes on may hide that they wait for ever.</summary>
    public static string Meanwhile(Trace trace, IReadOnlyList<DeadlockWait> waits) =>
        waits.Count == 0 ? ""
        : "\n" + Write(trace, "meanwhile", [.. waits.Take(MostMeanwhile)]) + (waits.Count > MostMeanwhile ? string.Create(CultureInfo.InvariantCulture, $"    and {waits.Count - MostMeanwhile} more\n") : "");

    private static string Write(Trace trace, string title, IReadOnlyList<DeadlockWait> waits)
    {
        var text = new StringBuilder($"  {title}:\n");
        foreach (var wait in waits)
        {
            var site = SiteTable.Resolve(wait.Site);
            text.Append(CultureInfo.InvariantCulture, $"    op {wait.Operation} {trace.Operations[wait.Operation - 1].Name} {Waits(wait.Reason)} {What(trace, wait)}");
            text.Append(site == Site.Unknown ? "" : $" at {site.Location} in {site.Method}"); // the test's own task is awaited by nobody's code
            text.Append(wait.Holders.Count > 0 ? $", held by {Ops(wait.Holders)}" : "").Append(wait.InCycle ? "  ◄ cycle\n" : "\n");
        }

        return text.ToString();
    }

    /// <summary>The operations that did not come to what others wait for, because an exception ended them.</summary>
    public static string Faults(Trace trace, IReadOnlyList<(int Operation, Task Task)> faulted)
    {
        var text = new StringBuilder();
        foreach (var (operation, task) in faulted)
        {
            var exception = task.Exception!.InnerException!;
            text.Append(CultureInfo.InvariantCulture, $"\n  op {operation} {trace.Operations[operation - 1].Name} had ended with {ExceptionText.Headline(exception)}\n").Append(ExceptionText.Details(exception));
        }

        return text.ToString();
    }

    private static IReadOnlyList<DeadlockWait> Shown(DeadlockInfo deadlock)
    {
        var cycle = deadlock.Waits.Where(w => w.InCycle).ToList();
        return cycle.Count > 0 ? cycle : deadlock.Waits;
    }

    // Whether a thread stands still meanwhile, and for what of the resource, is not in its name.
    private static string Waits(BlockReason reason) => reason switch
    {
        BlockReason.TaskAwait => "awaits",
        BlockReason.TaskWait => "blocks its thread for",
        BlockReason.MonitorWait => "waits for a pulse of",
        BlockReason.ReaderLock => "waits to read under",
        BlockReason.WriterLock => "waits to write under",
        BlockReason.ChannelSend => "waits to write to",
        BlockReason.ChannelReceive => "waits to read from",
        BlockReason.Unknown => "is held up in",
        _ => "waits for",
    };

    private static string What(Trace trace, DeadlockWait wait) => wait.Resource > 0
        ? trace.Resources[wait.Resource - 1].Name
        : wait.Reason switch
        {
            BlockReason.TaskAwait or BlockReason.TaskWait => "a task",
            BlockReason.Join => "a thread",
            BlockReason.InlineContinuation => "a continuation run inline",
            BlockReason.Unknown => HeldUp.Where(wait.Site),
            _ => "what never comes",
        };

    private static string Ops(IReadOnlyList<int> operations) => string.Join(", ", operations.Select(o => $"op {o}"));
}
