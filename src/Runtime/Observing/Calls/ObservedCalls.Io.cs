using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Observing;

/// <content>I/O. A call that returns a task does not hold its thread up.</content>
public static partial class ObservedCalls
{
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
    public static ObservedCall? StreamIo(object target, bool returnsAtOnce, long site) => Control.Observed is not null && ConnectionKinds.Of(target) is { } kind ? Io(kind, returnsAtOnce, site) : null;

    /// <summary>Reads or writes text, of or to whichever stream.</summary>
    public static ObservedCall? TextIo(object target, bool returnsAtOnce, long site) => target switch
    {
        StreamReader reader => TextIo(reader.BaseStream, returnsAtOnce, site),
        StreamWriter writer => TextIo(writer.BaseStream, returnsAtOnce, site),
        _ => null,
    };

    // It returns a character, or how many there were: how many bytes that took, the stream alone knows.
    private static ObservedCall? TextIo(Stream stream, bool returnsAtOnce, long site) =>
        Control.Observed is { } by && ConnectionKinds.Of(stream) is { } kind ? new ObservedCall(by, Meaning(kind, returnsAtOnce), site) { CountsBytes = false } : null;

    private static ObservedCall? Io(IoKind kind, bool returnsAtOnce, long site) =>
        Control.Observed is { } by ? new ObservedCall(by, Meaning(kind, returnsAtOnce), site) : null;

    private static CallMeaning Meaning(IoKind kind, bool returnsAtOnce) => new(ReasonOf(kind), Blocks: !returnsAtOnce, Io: kind);

    private static BlockReason ReasonOf(IoKind kind) => kind switch
    {
        IoKind.File or IoKind.Other => BlockReason.File,
        IoKind.Process => BlockReason.Process,
        IoKind.Pipe => BlockReason.File,
        _ => BlockReason.Network,
    };
}
