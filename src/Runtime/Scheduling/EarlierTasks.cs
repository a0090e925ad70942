using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Tasks that earlier runs left unfinished, and that a static field may have kept: what was made under control is completed under control, or never, in later runs as well.
/// Taken for somebody else's, such a one would be waited for in real time by every schedule but the first.
/// </summary>
internal static class EarlierTasks
{
    private static readonly ConditionalWeakTable<object, TaskInfo> Left = [];

    /// <summary>What was known of a task when its run ended; null where none left it.</summary>
    public static TaskInfo? Find(object awaited) => Left.TryGetValue(awaited, out var info) ? info : null;

    /// <summary>The run that knew of the task ends without it.</summary>
    /// <remarks>What an operation, a time or a resource of that run was to complete is left out: it may have another completer in the world outside, or none, and waiting for it says so.</remarks>
    public static void Leave(object task, TaskInfo info)
    {
        if (task is Task { IsCompleted: false } && info is { Completer: null, Resource: null, Alarm: null, Parts.Count: 0 })
        {
            Left.AddOrUpdate(task, info);
        }
        else if (task is PipeReader or PipeWriter)
        {
            // An end of a pipe is awaited itself. Its resource is of that run.
            Left.AddOrUpdate(task, new TaskInfo { Reason = info.Reason });
        }
    }
}
