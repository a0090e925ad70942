using Mono.Cecil;

namespace ConcurrencyTrace.Weaver;

/// <summary>The platform's members that work on what has another end, or that others see: sockets, pipes, requests, processes, work in the background, the terminal, mapped memory.</summary>
/// <remarks>Each call is a scheduling point: what one operation sends, takes or closes, another finds sent, taken or closed. Streams are looked at while the program runs.</remarks>
internal static class ConnectionTable
{
    private static readonly Dictionary<string, string> Kinds = new()
    {
        ["System.ComponentModel.BackgroundWorker"] = Other,
        ["System.Console"] = Other,
        ["System.Diagnostics.Process"] = Process,
        ["System.IO.FileSystemWatcher"] = Other,
        ["System.IO.MemoryMappedFiles.MemoryMappedViewAccessor"] = Other,
        ["System.IO.Pipes.AnonymousPipeClientStream"] = Pipe,
        ["System.IO.Pipes.AnonymousPipeServerStream"] = Pipe,
        ["System.IO.Pipes.NamedPipeClientStream"] = Pipe,
        ["System.IO.Pipes.NamedPipeServerStream"] = Pipe,
        ["System.IO.Pipes.PipeStream"] = Pipe,
        ["System.IO.UnmanagedMemoryAccessor"] = Other,
        ["System.Net.Http.HttpClient"] = Http,
        ["System.Net.Http.HttpMessageInvoker"] = Http,
        ["System.Net.HttpListener"] = Http,
        ["System.Net.HttpListenerResponse"] = Http,
        ["System.Net.Mail.SmtpClient"] = Socket,
        ["System.Net.NetworkInformation.Ping"] = Socket,
        ["System.Net.Quic.QuicConnection"] = Socket,
        ["System.Net.Quic.QuicListener"] = Socket,
        ["System.Net.Quic.QuicStream"] = Socket,
        ["System.Net.Security.NegotiateStream"] = Tls,
        ["System.Net.Security.SslStream"] = Tls,
        ["System.Net.Sockets.NetworkStream"] = Socket,
        ["System.Net.Sockets.Socket"] = Socket,
        ["System.Net.Sockets.TcpClient"] = Socket,
        ["System.Net.Sockets.TcpListener"] = Socket,
        ["System.Net.Sockets.UdpClient"] = Socket,
        ["System.Net.WebClient"] = Http,
        ["System.Net.WebSockets.ClientWebSocket"] = Socket,
        ["System.Net.WebSockets.WebSocket"] = Socket,
    };

    // Of properties, those that tell what the other end, or another operation, has done, or begin to watch it.
    private static readonly HashSet<string> Looks =
    [
        "get_Available", "get_CancellationPending", "get_CloseStatus", "get_Connected", "get_DataAvailable", "get_ExitCode", "get_HasExited", "get_IsBusy", "get_IsConnected", "get_IsListening", "get_KeyAvailable", "get_State",
        "set_EnableRaisingEvents",
    ];

    // Every object has them.
    private static readonly HashSet<string> OfObjects = ["Equals", "GetHashCode", "GetType", "ToString"];

    private const string Http = "Http";
    private const string Other = "Other";
    private const string Pipe = "Pipe";
    private const string Process = "Process";
    private const string Socket = "Socket";
    private const string Tls = "Tls";

    /// <summary>Types in order, for the document.</summary>
    public static IEnumerable<string> Types => Kinds.Keys.Order(StringComparer.Ordinal);

    /// <summary>Which kind of I/O a call of this member is, as <c>IoKind</c> names it; null when it is none.</summary>
    public static string? KindOf(MethodReference member) =>
        member.Name != ".ctor" && !OfObjects.Contains(member.Name) && (!IsAccessor(member.Name) || Looks.Contains(member.Name))
            ? Kinds.GetValueOrDefault(member.DeclaringType.FullName)
            : null;

    private static bool IsAccessor(string name) =>
        name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal) || name.StartsWith("add_", StringComparison.Ordinal) || name.StartsWith("remove_", StringComparison.Ordinal);
}
