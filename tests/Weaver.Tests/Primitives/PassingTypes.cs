namespace ConcurrencyTrace.Weaver.Tests.Primitives;

/// <summary>Types that no row of a table names, because nothing in them can block, wake, start work or read time out of control.</summary>
internal static class PassingTypes
{
    private const string Options = "options: holds values";
    private const string Result = "a result: holds values";
    private const string Message = "a message's header or status: holds values";
    private const string Interface = "an interface: what implements it is what counts";
    private const string Handle = "waited for and signalled as the class it derives from";
    private const string Abstract = "an abstract class: its readers, writers or partitions are what counts";
    private const string Nothing = "does nothing in .NET: there for old programs";

    /// <summary>Why each passes, by full name.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["System.Collections.Concurrent.IProducerConsumerCollection`1"] = Interface,
        ["System.Collections.Concurrent.OrderablePartitioner`1"] = Abstract,
        ["System.Collections.Concurrent.Partitioner`1"] = Abstract,
        ["System.IO.Pipelines.FlushResult"] = Result,
        ["System.IO.Pipelines.IDuplexPipe"] = Interface,
        ["System.IO.Pipelines.PipeOptions"] = Options + "; schedulers it names are replaced where a pipe is made under control",
        ["System.IO.Pipelines.PipeScheduler"] = "names where continuations run: under control those of the thread pool are operations of the run, and others run where they are told to",
        ["System.IO.Pipelines.ReadResult"] = Result,
        ["System.IO.Pipelines.StreamPipeExtensions"] = "copies by the reader's and the stream's own methods, which are waited for like any task",
        ["System.IO.Pipelines.StreamPipeReaderOptions"] = Options,
        ["System.IO.Pipelines.StreamPipeWriterOptions"] = Options,
        ["System.Threading.AsyncFlowControl"] = "ends a suppression of flow: state of the thread, which an operation keeps",
        ["System.Threading.AsyncLocalValueChangedArgs`1"] = "says what changed: holds values",
        ["System.Threading.AsyncLocal`1"] = "flows with the execution context, which operations carry as tasks and threads do",
        ["System.Threading.AutoResetEvent"] = Handle,
        ["System.Threading.Channels.BoundedChannelOptions"] = Options,
        ["System.Threading.Channels.ChannelOptions"] = Options,
        ["System.Threading.Channels.Channel`1"] = Abstract,
        ["System.Threading.Channels.Channel`2"] = Abstract,
        ["System.Threading.Channels.UnboundedChannelOptions"] = Options,
        ["System.Threading.Channels.UnboundedPrioritizedChannelOptions`1"] = Options,
        ["System.Threading.CompressedStack"] = Nothing,
        ["System.Threading.ExecutionContext"] = "captured, restored and run on the operation's own thread; its callback is a part of the operation",
        ["System.Threading.HostExecutionContext"] = Nothing,
        ["System.Threading.HostExecutionContextManager"] = Nothing,
        ["System.Threading.IThreadPoolWorkItem"] = Interface,
        ["System.Threading.LockCookie"] = "remembers a reader lock's state: holds values",
        ["System.Threading.ManualResetEvent"] = Handle,
        ["System.Threading.NamedWaitHandleOptions"] = Options,
        ["System.Threading.NativeOverlapped"] = "a structure of the operating system: holds values",
        ["System.Threading.Tasks.Dataflow.DataflowBlockOptions"] = Options,
        ["System.Threading.Tasks.Dataflow.DataflowLinkOptions"] = Options,
        ["System.Threading.Tasks.Dataflow.DataflowMessageHeader"] = Message,
        ["System.Threading.Tasks.Dataflow.ExecutionDataflowBlockOptions"] = Options,
        ["System.Threading.Tasks.Dataflow.GroupingDataflowBlockOptions"] = Options,
        ["System.Threading.Tasks.Dataflow.IDataflowBlock"] = Interface,
        ["System.Threading.Tasks.Dataflow.IPropagatorBlock`2"] = Interface,
        ["System.Threading.Tasks.Dataflow.IReceivableSourceBlock`1"] = Interface,
        ["System.Threading.Tasks.Dataflow.ISourceBlock`1"] = Interface,
        ["System.Threading.Tasks.Dataflow.ITargetBlock`1"] = Interface,
        ["System.Threading.Tasks.ParallelLoopResult"] = Result,
        ["System.Threading.Tasks.ParallelOptions"] = Options,
        ["System.Threading.Tasks.Sources.IValueTaskSource"] = Interface,
        ["System.Threading.Tasks.Sources.IValueTaskSource`1"] = Interface,
        ["System.Threading.ThreadingAclExtensions"] = "reads and sets access rights (Windows)",
        ["System.Threading.Timeout"] = "constants",
        ["System.Threading.WaitHandleExtensions"] = "gets and sets the operating system's handle",
    };
}
