using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Samples;

public static class Outside
{
    [Expect("ControlledOutside.Uncontrolled")]
    public static string Known_not_to_be_controlled() => (ThreadPool.ThreadCount >= 0).ToString();

    [Expect("ControlledOutside.RealTimeout")]
    public static string Time_limit()
    {
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        return client.Timeout.ToString();
    }

    [Expect("ControlledOutside.HandedOver", "ControlledOutside.TakenBack")]
    public static string Handler_of_an_event_outside()
    {
        using var process = new Process();
        EventHandler handler = static (_, _) => { };
        process.Exited += handler;
        process.Exited -= handler;
        return process.StartInfo.FileName;
    }

    [Expect("ControlledOutside.HandedOver")]
    public static string Handler_before_another_argument()
    {
        using var stream = new MemoryStream([7]);
        var told = "";
        var buffer = new byte[1];
        var reading = ((Stream)stream).BeginRead(buffer, 0, 1, result => told = $"{result.AsyncState}", "state");
        return $"{stream.EndRead(reading)} {buffer[0]} {told}";
    }

    [Expect("ControlledOutside.HandedOver", "ControlledOutside.HandedOver", "ControlledOutside.HandedOver")]
    public static string Handlers_of_a_constructor()
    {
        using var inner = new MemoryStream();
        using var stream = new SslStream(
            inner, leaveInnerStreamOpen: true, static (_, _, _, _) => true, static (_, _, _, _, _) => null!, EncryptionPolicy.RequireEncryption);
        using var handler = new HttpClientHandler();
        handler.ServerCertificateCustomValidationCallback = static (_, _, _, _) => false;
        return $"{stream.IsAuthenticated} {handler.ServerCertificateCustomValidationCallback(null!, null, null, default)}";
    }

    [Expect("ControlledOutside.HandedOver")]
    public static string Handlers_of_private_members()
    {
        var told = 0;
        MakeTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, false);
        Own(new OfOurs(), () => told++);
        return $"{told}";
    }

    [Expect("ControlledOutside.File", "ControlledOutside.Variable")]
    public static string Files_and_variables() => $"{File.Exists("nowhere")} {Environment.GetEnvironmentVariable("NOWHERE")}";

    [Expect("ControlledOutside.Other", "ControlledOutside.Process", "ControlledOutside.Socket", "ControlledOutside.Process")]
    public static string Connections()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        Console.Write("");
        using var self = Process.GetCurrentProcess();
        return $"{socket.Connected} {socket.AddressFamily == AddressFamily.Unknown} {self.HasExited}";
    }

    [Expect("ControlledOutside.SocketEvent")]
    public static string Operation_of_a_socket_that_calls_back()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var receiving = new SocketAsyncEventArgs();
        receiving.SetBuffer(new byte[1], 0, 1);
        return $"{socket.ReceiveAsync(receiving)} {receiving.SocketError}";
    }

    [Expect]
    public static string Input_and_output_without_a_handler()
    {
        using var stream = new MemoryStream();
        stream.WriteByte(1);
        return stream.Length.ToString();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Constructor)]
    [return: UnsafeAccessorType("System.Threading.TimerQueueTimer, System.Private.CoreLib")]
    private static extern object MakeTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period, bool flowExecutionContext);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "Call")]
    private static extern void Own(OfOurs ours, Action action);

    private sealed class OfOurs
    {
        private void Call(Action action) => action();
    }
}
