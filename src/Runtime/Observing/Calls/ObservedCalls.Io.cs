using System.Collections.Concurrent;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Observing;

/// <content>I/O. A call that returns a task does not hold its thread up.</content>
public static partial class ObservedCalls
{
    private static readonly ConcurrentDictionary<Type, IoKind?> Kinds = new();

    /// <summary>Uses a socket.</summary>
    public static ObservedCall? SocketIo(object? target, bool returnsAtOnce, long site) => Io(IoKind.Socket, returnsAtOnce, site);

    /// <summary>Sends an HTTP request.</summary>
    public static ObservedCall? HttpIo(object? target, bool returnsAtOnce, long site) => Io(IoKind.Http, returnsAtOnce, site);

    /// <summary>Asks for the address of a name.</summary>
    public static ObservedCall? DnsIo(object? target, bool returnsAtOnce, long site) => Io(IoKind.Dns, returnsAtOnce, site);

    /// <summary>Reads or writes a file.</summary>
    public static ObservedCall? FileIo(object? target, bool returnsAtOnce, long site) => Io(IoKind.File, returnsAtOnce, site);

    /// <summary>Reads or writes a pipe.</summary>
    public static ObservedCall? PipeIo(object? target, bool returnsAtOnce, long site) => Io(IoKind.Pipe, returnsAtOnce, site);

    /// <summary>Starts or waits for a process.</summary>
    public static ObservedCall? ProcessIo(object? target, bool returnsAtOnce, long site) => Io(IoKind.Process, returnsAtOnce, site);

    /// <summary>Reads or writes a stream, of whichever kind it is.</summary>
    public static ObservedCall? StreamIo(object target, bool returnsAtOnce, long site) => Control.Observed is not null && KindOf(target) is { } kind ? Io(kind, returnsAtOnce, site) : null;

    /// <summary>Reads or writes text, of or to whichever stream.</summary>
    public static ObservedCall? TextIo(object target, bool returnsAtOnce, long site) => target switch
    {
        StreamReader reader => StreamIo(reader.BaseStream, returnsAtOnce, site),
        StreamWriter writer => StreamIo(writer.BaseStream, returnsAtOnce, site),
        _ => null,
    };

    private static ObservedCall? Io(IoKind kind, bool returnsAtOnce, long site) =>
        Control.Observed is { } by ? new ObservedCall(by, new CallMeaning(ReasonOf(kind), Blocks: !returnsAtOnce, Io: kind), site) : null;

    private static BlockReason ReasonOf(IoKind kind) => kind switch
    {
        IoKind.File or IoKind.Other => BlockReason.File,
        IoKind.Process => BlockReason.Process,
        IoKind.Pipe => BlockReason.File,
        _ => BlockReason.Network,
    };

    // Null for what stays in memory, and for streams of woven code: what those call says it.
    private static IoKind? KindOf(object? stream) => stream is null ? null : Kinds.GetOrAdd(stream.GetType(), static type =>
    {
        for (var known = type; known is not null && known != typeof(Stream); known = known.BaseType)
        {
            switch (known.FullName)
            {
                case "System.IO.MemoryStream" or "System.IO.UnmanagedMemoryStream" or "System.IO.Stream+NullStream":
                    return null;
                case "System.IO.FileStream":
                    return IoKind.File;
                case "System.IO.Pipes.PipeStream":
                    return IoKind.Pipe;
                case "System.Net.Sockets.NetworkStream":
                    return IoKind.Socket;
                case "System.Net.Security.AuthenticatedStream":
                    return IoKind.Tls;
            }
        }

        return type.Assembly.GetName().Name is { } name && name.StartsWith("System.Net.Http", StringComparison.Ordinal) ? IoKind.Http
            : WovenTypes.Contains(type) ? null
            : IoKind.Other;
    });
}
