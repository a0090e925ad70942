using System.IO.MemoryMappedFiles;
using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

/// <summary>What has another end, or is seen outside the process: each call is safe by itself, and several in a row are not one.</summary>
internal static class ConnectionPairs
{
    public static IEnumerable<Pair> All =>
    [
        new("Socket.Send", "two who each send a message in two parts", FailureKind.Assertion,
            buggy: () => OverSocket((socket, received) => SendTwo(new object(), new object(), of => socket.Send([of]), received)),
            correct: () => OverSocket((socket, received) => SendTwo(new object(), null, of => socket.Send([of]), received))),

        new("Stream.Write", "two who each write a message in two parts to a pipe", FailureKind.Assertion,
            buggy: () => OverPipe((pipe, received) => SendTwo(new object(), new object(), of => pipe.WriteByte(of), received)),
            correct: () => OverPipe((pipe, received) => SendTwo(new object(), null, of => pipe.WriteByte(of), received))),

        new("Socket.Dispose", "a socket closed between a look whether it is open and its use", FailureKind.Exception,
            buggy: () => OverSocket((socket, _) => SendUnlessClosed(socket, new object(), new object())),
            correct: () => OverSocket((socket, _) => SendUnlessClosed(socket, new object(), null))),

        new("Socket.BeginReceive", "two callbacks that count without a lock", FailureKind.Assertion,
            buggy: () => CountReceived(new object(), () => new object()),
            correct: () => CountReceived(new object(), null)),

        new("MemoryMappedViewAccessor.Write", "a counter in mapped memory read by both before either writes", FailureKind.Assertion,
            buggy: () => CountInMappedMemory(new object(), new object()),
            correct: () => CountInMappedMemory(new object(), null)),
    ];

    private static (Socket Near, Socket Far) Connect()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
        near.Connect(listener.LocalEndPoint!);
        return (near, listener.Accept());
    }

    private static void CountReceived(object gate, Func<object>? another)
    {
        var received = 0;
        using var both = new CountdownEvent(2);
        var connections = new[] { Connect(), Connect() };
        foreach (var (near, _) in connections)
        {
            near.BeginReceive(new byte[1], 0, 1, SocketFlags.None, Done, near);
        }

        foreach (var (_, far) in connections)
        {
            far.Send([1]);
        }

        both.Wait();
        foreach (var (near, far) in connections)
        {
            near.Dispose();
            far.Dispose();
        }

        Assert.Equal(2, received);

        void Done(IAsyncResult result)
        {
            lock (another?.Invoke() ?? gate)
            {
                received += ((Socket)result.AsyncState!).EndReceive(result);
            }

            both.Signal();
        }
    }

    private static void OverSocket(Action<Socket, Func<byte[]>> program)
    {
        var (socket, other) = Connect();
        using var near = socket;
        using var far = other;
        program(socket, () =>
        {
            var received = new byte[4];
            for (var read = 0; read < received.Length; read += other.Receive(received, read, received.Length - read, SocketFlags.None))
            {
            }

            return received;
        });
    }

    private static void OverPipe(Action<Stream, Func<byte[]>> program)
    {
        using var output = new AnonymousPipeServerStream(PipeDirection.Out);
        using var input = new AnonymousPipeClientStream(PipeDirection.In, output.ClientSafePipeHandle);
        program(output, () =>
        {
            var received = new byte[4];
            input.ReadExactly(received);
            return received;
        });
    }

    private static void SendTwo(object gate, object? other, Action<byte> send, Func<byte[]> received)
    {
        InThreads(() => SendBoth(gate, 1), () => SendBoth(other ?? gate, 2));
        Assert.True(received() is [1, 1, 2, 2] or [2, 2, 1, 1]);

        void SendBoth(object taken, byte of)
        {
            lock (taken)
            {
                send(of);
                send(of);
            }
        }
    }

    private static void SendUnlessClosed(Socket socket, object gate, object? other)
    {
        var isOpen = true;
        InThreads(
            () =>
            {
                lock (gate)
                {
                    if (Volatile.Read(ref isOpen))
                    {
                        socket.Send([1]);
                    }
                }
            },
            () =>
            {
                lock (other ?? gate)
                {
                    Volatile.Write(ref isOpen, false);
                    socket.Dispose();
                }
            });
    }

    private static void CountInMappedMemory(object gate, object? other)
    {
        using var file = MemoryMappedFile.CreateNew(null, 8);
        using var view = file.CreateViewAccessor();
        InThreads(() => Add(gate), () => Add(other ?? gate));
        Assert.Equal(2, view.ReadInt32(0));

        void Add(object taken)
        {
            lock (taken)
            {
                view.Write(0, view.ReadInt32(0) + 1);
            }
        }
    }
}
