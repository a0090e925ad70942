using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Observing;

/// <summary>
/// What the calls of a program mean where it is observed on the real scheduler. Tasks, threads, locks, monitors and <c>SemaphoreSlim</c> are not here: their
/// redirections know more of them than a bracket around the call could.
/// </summary>
internal static class ObservationTable
{
    private static readonly string[] HttpRequests =
    [
        "Send", "SendAsync", "GetAsync", "PostAsync", "PutAsync", "PatchAsync", "DeleteAsync", "GetStringAsync", "GetByteArrayAsync", "GetStreamAsync",
    ];

    private static readonly string[] StreamCalls =
    [
        "Read", "ReadAsync", "ReadAtLeast", "ReadAtLeastAsync", "ReadExactly", "ReadExactlyAsync", "Write", "WriteAsync", "Flush", "FlushAsync", "CopyTo", "CopyToAsync",
    ];

    private static readonly string[] TextCalls = ["Read", "ReadAsync", "ReadBlock", "ReadBlockAsync", "ReadLine", "ReadLineAsync", "ReadToEnd", "ReadToEndAsync", "Flush", "FlushAsync"];

    private static readonly string[] FileCalls =
    [
        "ReadAllText", "ReadAllTextAsync", "ReadAllBytes", "ReadAllBytesAsync", "ReadAllLines", "ReadAllLinesAsync", "WriteAllText", "WriteAllTextAsync", "WriteAllBytes",
        "WriteAllBytesAsync", "WriteAllLines", "WriteAllLinesAsync", "AppendAllText", "AppendAllTextAsync", "AppendAllBytes", "AppendAllBytesAsync", "AppendAllLines",
        "AppendAllLinesAsync", "Copy",
    ];

    /// <summary>The rows, in order of types.</summary>
    public static IReadOnlyList<ObservationRow> Rows { get; } =
    [
        new("System.Collections.Concurrent.BlockingCollection`1", "Put", "Add", "TryAdd"),
        new("System.Collections.Concurrent.BlockingCollection`1", "SignalCollection", "CompleteAdding"),
        new("System.Collections.Concurrent.BlockingCollection`1", "PutAny", "AddToAny", "TryAddToAny"),
        new("System.Collections.Concurrent.BlockingCollection`1", "Take", "Take", "TryTake"),
        new("System.Collections.Concurrent.BlockingCollection`1", "TakeAny", "TakeFromAny", "TryTakeFromAny"),
        new("System.Collections.Concurrent.BlockingCollection`1", "TakeEach", "GetConsumingEnumerable"),
        new("System.Diagnostics.Process", "ProcessIo", "Start", "WaitForExit", "WaitForExitAsync", "WaitForInputIdle"),
        new("System.IO.BufferedStream", "StreamIo", StreamCalls),
        new("System.IO.File", "FileIo", FileCalls),
        new("System.IO.FileStream", "StreamIo", StreamCalls),
        new("System.IO.Pipelines.PipeReader", "PipeIo", "ReadAsync", "ReadAtLeastAsync", "CopyToAsync"),
        new("System.IO.Pipelines.PipeWriter", "PipeIo", "WriteAsync", "FlushAsync"),
        new("System.IO.Pipes.AnonymousPipeClientStream", "StreamIo", StreamCalls),
        new("System.IO.Pipes.AnonymousPipeServerStream", "StreamIo", StreamCalls),
        new("System.IO.Pipes.NamedPipeClientStream", "StreamIo", [.. StreamCalls, "Connect", "ConnectAsync"]),
        new("System.IO.Pipes.NamedPipeServerStream", "StreamIo", [.. StreamCalls, "WaitForConnection", "WaitForConnectionAsync"]),
        new("System.IO.Pipes.PipeStream", "StreamIo", [.. StreamCalls, "WaitForPipeDrain"]),
        new("System.IO.RandomAccess", "FileIo", "Read", "ReadAsync", "Write", "WriteAsync", "FlushToDisk"),
        new("System.IO.Stream", "StreamIo", StreamCalls),
        new("System.IO.StreamReader", "TextIo", TextCalls),
        new("System.IO.StreamWriter", "TextIo", TextCalls),
        new("System.IO.TextReader", "TextIo", TextCalls),
        new("System.IO.TextWriter", "TextIo", TextCalls),
        new(
            "System.Linq.ParallelEnumerable",
            "Query",
            "Aggregate", "All", "Any", "Average", "Count", "First", "FirstOrDefault", "ForAll", "GroupBy", "GroupJoin", "Join", "Last", "LastOrDefault", "LongCount", "Max", "Min",
            "OrderBy", "OrderByDescending", "Select", "SelectMany", "Single", "SingleOrDefault", "SkipWhile", "Sum", "TakeWhile", "ThenBy", "ThenByDescending", "ToDictionary", "ToLookup",
            "Where", "Zip"),
        new("System.Net.Dns", "DnsIo", "GetHostAddresses", "GetHostAddressesAsync", "GetHostEntry", "GetHostEntryAsync"),
        new("System.Net.Http.HttpClient", "HttpIo", HttpRequests),
        new("System.Net.Http.HttpMessageInvoker", "HttpIo", "Send", "SendAsync"),
        new("System.Net.Security.SslStream", "StreamIo", [.. StreamCalls, "AuthenticateAsClient", "AuthenticateAsClientAsync", "AuthenticateAsServer", "AuthenticateAsServerAsync", "ShutdownAsync"]),
        new("System.Net.Sockets.NetworkStream", "StreamIo", StreamCalls),
        new(
            "System.Net.Sockets.Socket",
            "SocketIo",
            "Accept", "AcceptAsync", "Connect", "ConnectAsync", "Disconnect", "DisconnectAsync", "Poll", "Receive", "ReceiveAsync", "ReceiveFrom", "ReceiveFromAsync",
            "ReceiveMessageFrom", "ReceiveMessageFromAsync", "Select", "Send", "SendAsync", "SendFile", "SendFileAsync", "SendTo", "SendToAsync"),
        new("System.Net.Sockets.TcpClient", "SocketIo", "Connect", "ConnectAsync"),
        new("System.Net.Sockets.TcpListener", "SocketIo", "AcceptSocket", "AcceptSocketAsync", "AcceptTcpClient", "AcceptTcpClientAsync"),
        new("System.Net.Sockets.UdpClient", "SocketIo", "Receive", "ReceiveAsync", "Send", "SendAsync"),
        new("System.Net.WebSockets.ClientWebSocket", "SocketIo", "ConnectAsync", "ReceiveAsync", "SendAsync", "CloseAsync"),
        new("System.Net.WebSockets.WebSocket", "SocketIo", "ReceiveAsync", "SendAsync", "CloseAsync"),
        new("System.Threading.Barrier", "SignalBarrier", "RemoveParticipant", "RemoveParticipants"),
        new("System.Threading.Barrier", "WaitAtBarrier", "SignalAndWait"),
        new("System.Threading.CancellationTokenSource", "SignalCancellation", "Cancel", "CancelAsync"),
        new("System.Threading.Channels.ChannelReader`1", "Receive", "ReadAsync", "TryRead", "ReadAllAsync"),
        new("System.Threading.Channels.ChannelReader`1", "WaitToReceive", "WaitToReadAsync"),
        new("System.Threading.Channels.ChannelWriter`1", "Send", "WriteAsync", "TryWrite"),
        new("System.Threading.Channels.ChannelWriter`1", "SignalChannel", "Complete", "TryComplete"),
        new("System.Threading.Channels.ChannelWriter`1", "WaitToSend", "WaitToWriteAsync"),
        new("System.Threading.CountdownEvent", "SignalCountdown", "Signal"),
        new("System.Threading.CountdownEvent", "WaitForCountdown", "Wait"),
        new("System.Threading.EventWaitHandle", "SignalEvent", "Set"),
        new("System.Threading.ManualResetEventSlim", "SignalEvent", "Set"),
        new("System.Threading.ManualResetEventSlim", "WaitForEvent", "Wait"),
        new("System.Threading.Monitor", "SignalMonitor", "Pulse", "PulseAll"),
        new("System.Threading.Mutex", "ReleaseMutex", "ReleaseMutex"),
        new("System.Threading.PeriodicTimer", "WaitForTick", "WaitForNextTickAsync"),
        new("System.Threading.ReaderWriterLock", "EnterReader", "AcquireReaderLock"),
        new("System.Threading.ReaderWriterLock", "EnterWriter", "AcquireWriterLock", "UpgradeToWriterLock"),
        new("System.Threading.ReaderWriterLock", "ExitEither", "ReleaseLock"),
        new("System.Threading.ReaderWriterLock", "ExitReader", "ReleaseReaderLock"),
        new("System.Threading.ReaderWriterLock", "ExitWriter", "DowngradeFromWriterLock", "ReleaseWriterLock"),
        new("System.Threading.ReaderWriterLockSlim", "EnterReader", "EnterReadLock", "TryEnterReadLock"),
        new("System.Threading.ReaderWriterLockSlim", "EnterUpgradeable", "EnterUpgradeableReadLock", "TryEnterUpgradeableReadLock"),
        new("System.Threading.ReaderWriterLockSlim", "EnterWriter", "EnterWriteLock", "TryEnterWriteLock"),
        new("System.Threading.ReaderWriterLockSlim", "ExitReader", "ExitReadLock"),
        new("System.Threading.ReaderWriterLockSlim", "ExitUpgradeable", "ExitUpgradeableReadLock"),
        new("System.Threading.ReaderWriterLockSlim", "ExitWriter", "ExitWriteLock"),
        new("System.Threading.Semaphore", "ReleaseSemaphore", "Release"),
        new("System.Threading.SpinWait", "Spin", "SpinUntil"),
        new("System.Threading.Tasks.Parallel", "Loop", "For", "ForEach", "ForAsync", "ForEachAsync", "Invoke"),
        new("System.Threading.Tasks.Task", "Continue", ".ctor", "ContinueWith"),
        new("System.Threading.Tasks.TaskCompletionSource", "SignalTask", "SetCanceled", "SetException", "SetFromTask", "SetResult", "TrySetCanceled", "TrySetException", "TrySetFromTask", "TrySetResult"),
        new("System.Threading.Tasks.TaskCompletionSource`1", "SignalTask", "SetCanceled", "SetException", "SetFromTask", "SetResult", "TrySetCanceled", "TrySetException", "TrySetFromTask", "TrySetResult"),
        new("System.Threading.Tasks.TaskFactory", "Continue", "ContinueWhenAll", "ContinueWhenAny"),
        new("System.Threading.Tasks.TaskFactory`1", "Continue", "ContinueWhenAll", "ContinueWhenAny"),
        new("System.Threading.Tasks.Task`1", "Continue", ".ctor", "ContinueWith"),
        new("System.Threading.ThreadPool", "Enqueue", "QueueUserWorkItem", "UnsafeQueueUserWorkItem"),
        new("System.Threading.ThreadPool", "Trigger", "RegisterWaitForSingleObject", "UnsafeRegisterWaitForSingleObject"),
        new("System.Threading.Timer", "Trigger", ".ctor"),
        new("System.Threading.WaitHandle", "SignalAndWaitForHandle", "SignalAndWait"),
        new("System.Threading.WaitHandle", "WaitForHandle", "WaitOne"),
        new("System.Threading.WaitHandle", "WaitForHandles", "WaitAll", "WaitAny"),
        new("System.TimeProvider", "Trigger", "CreateTimer"),
    ];

    private static readonly ILookup<string, ObservationRow> ByType = Rows.ToLookup(row => row.Type);

    /// <summary>What a call of this member means; null when it is not bracketed.</summary>
    /// <remarks>What calls back when it is done returns before, and nothing that it returns says when.</remarks>
    public static string? MeaningOf(MethodReference member) =>
        ByType[member.DeclaringType.GetElementType().FullName].FirstOrDefault(row => row.Members.Contains(member.Name)) is { } row && !CallbackTable.CallsBackIn(member)
            ? row.Meaning
            : null;
}
