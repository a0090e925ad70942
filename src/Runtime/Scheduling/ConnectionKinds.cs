using System.Collections.Concurrent;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Which I/O an object stands for, whatever type it is called by.</summary>
internal static class ConnectionKinds
{
    private static readonly ConcurrentDictionary<Type, IoKind?> Kinds = new();
    private static readonly ConcurrentDictionary<Type, IoKind?> Others = new();

    /// <summary>The kind of I/O; null for what stays in memory, and for streams of woven code: what those call says it.</summary>
    public static IoKind? Of(object? stream) => stream is null ? null : Kinds.GetOrAdd(stream.GetType(), static type =>
    {
        for (var known = type; known is not null && known != typeof(Stream); known = known.BaseType)
        {
            switch (known.FullName)
            {
                case "System.IO.MemoryMappedFiles.MemoryMappedViewStream":
                    return IoKind.Other;
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

    /// <summary>The kind of I/O that the use of an object is: of a stream, a reader or writer of one, a socket, a process or a client; null where it is none.</summary>
    public static IoKind? OfUse(object used) => used switch
    {
        StreamReader reader => OfUse(reader.BaseStream),
        StreamWriter writer => writer.BaseStream is { } written ? OfUse(written) : null,
        Stream stream => WovenTypes.IsWoven(stream.GetType().Assembly) ? null : Of(stream),
        _ => Others.GetOrAdd(used.GetType(), KindOfOther),
    };

    private static IoKind? KindOfOther(Type type) => type.FullName switch
    {
        "System.Diagnostics.Process" => IoKind.Process,
        "System.Net.HttpListener" or "System.Net.Http.HttpMessageInvoker" => IoKind.Http,
        "System.Net.Sockets.Socket" or "System.Net.Sockets.TcpClient" or "System.Net.Sockets.TcpListener" or "System.Net.Sockets.UdpClient" or "System.Net.WebSockets.WebSocket" => IoKind.Socket,
        _ => type.BaseType is { } above ? KindOfOther(above) : null,
    };
}
