using Mono.Cecil;

namespace ConcurrencyTrace.Weaver;

/// <summary>What is neither redirected nor harmless. A call of it in a session is reported by name and place, and goes on as it is.</summary>
/// <remarks><c>docs/primitives.md</c> is made from this table, <see cref="RedirectionTable"/>, and the list of what passes through safely.</remarks>
internal static class UncontrolledTable
{
    /// <summary>Why blocks of Dataflow are here, though a build weaves that library for whoever uses it.</summary>
    public const string Dataflow = "its blocks process messages on the thread pool; what awaits them is waited for in real time";

    private const string Native = "completions of native I/O come on threads of the runtime's own";
    private const string Pool = "a number of the real thread pool, which differs from run to run";
    private const string Acl = "makes a named handle of the operating system, which other processes share";

    private const string Monitors = "monitors of Microsoft.Coyote do not run outside its engine: check with assertions, or over the trace";
    private const string Operations = "an asynchronous or rare part of Microsoft.Coyote's operations, which does nothing outside its engine";

    /// <summary>The rows, in order of types.</summary>
    public static IReadOnlyList<UncontrolledRow> Rows { get; } =
    [
        new("Microsoft.Coyote.Runtime.Operation", Operations, "CreateFrom", "PauseUntilAsync", "PauseUntilCompletedAsync", "TryReset"),
        new("Microsoft.Coyote.Specifications.Specification", Monitors, "Monitor", "RegisterMonitor"),
        new("System.Diagnostics.Process", "the time of a process is real: it reads the machine's clock", "get_StartTime", "get_ExitTime", "get_TotalProcessorTime", "get_UserProcessorTime"),
        new("System.Environment", "a measure of the real process, which differs from run to run", "get_CpuUsage", "get_WorkingSet"),
        new("System.Net.Http.HttpClient", "its timeout passes in real time, unless System.Net.Http is named to be woven", "set_Timeout"),
        new("System.Threading.EventWaitHandleAcl", Acl),
        new("System.Threading.Monitor", "counts the contention of real threads", "get_LockContentionCount"),
        new("System.Threading.MutexAcl", Acl),
        new("System.Threading.Overlapped", Native),
        new("System.Threading.PreAllocatedOverlapped", Native),
        new("System.Threading.SemaphoreAcl", Acl),
        new("System.Threading.SynchronizationContext", "waits for raw handles of the operating system", "WaitHelper"),
        new("System.Threading.Tasks.Dataflow.ActionBlock`1", Dataflow),
        new("System.Threading.Tasks.Dataflow.BatchBlock`1", Dataflow),
        new("System.Threading.Tasks.Dataflow.BatchedJoinBlock`2", Dataflow),
        new("System.Threading.Tasks.Dataflow.BatchedJoinBlock`3", Dataflow),
        new("System.Threading.Tasks.Dataflow.BroadcastBlock`1", Dataflow),
        new("System.Threading.Tasks.Dataflow.BufferBlock`1", Dataflow),
        new("System.Threading.Tasks.Dataflow.DataflowBlock", Dataflow),
        new("System.Threading.Tasks.Dataflow.JoinBlock`2", Dataflow),
        new("System.Threading.Tasks.Dataflow.JoinBlock`3", Dataflow),
        new("System.Threading.Tasks.Dataflow.TransformBlock`2", Dataflow),
        new("System.Threading.Tasks.Dataflow.TransformManyBlock`2", Dataflow),
        new("System.Threading.Tasks.Dataflow.WriteOnceBlock`1", Dataflow),
        new("System.Threading.ThreadPool", Native, "UnsafeQueueNativeOverlapped", "BindHandle"),
        new("System.Threading.ThreadPool", Pool, "get_PendingWorkItemCount", "get_ThreadCount", "get_CompletedWorkItemCount", "GetAvailableThreads"),
        new("System.Threading.ThreadPoolBoundHandle", Native),
        new("System.Threading.Timer", "counts the timers of the real process", "get_ActiveCount"),
    ];

    private static readonly ILookup<string, UncontrolledRow> ByType = Rows.ToLookup(row => row.Type);

    /// <summary>Whether a call of this member is to be reported.</summary>
    public static bool Contains(MethodReference member) => ByType[member.DeclaringType.GetElementType().FullName].Any(row => IsIn(row, member.Name, member.HasThis));

    /// <summary>Whether a member in a row does nothing but set a time limit: whether that leads out of control, the limit says.</summary>
    public static bool SetsTimeout(MethodReference member) => member.Name == "set_Timeout";

    /// <summary>Whether the row names this member.</summary>
    public static bool IsIn(UncontrolledRow row, string name, bool hasThis) =>
        row.Members.Length > 0 ? row.Members.Contains(name) : name == ".ctor" || !hasThis;
}
