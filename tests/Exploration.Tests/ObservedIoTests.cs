using System.Net;
using System.Net.Sockets;
using ConcurrencyTrace.Runtime.Recording;
using static ConcurrencyTrace.Exploration.Tests.ObservedProgram;

namespace ConcurrencyTrace.Exploration.Tests;

/// <summary>The ends of I/O on the real scheduler: how much was done, and when.</summary>
public sealed class ObservedIoTests
{
    [Fact]
    public void Datagrams_are_said_to_have_the_bytes_that_they_have()
    {
        var trace = Observe(async () =>
        {
            using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
            using var sender = new UdpClient();
            var address = (IPEndPoint)receiver.Client.LocalEndPoint!;
            for (var i = 0; i < 2; i++)
            {
                await sender.SendAsync(new byte[5], address);
            }

            var later = receiver.ReceiveAsync();
            Assert.Equal(5, (await later).Buffer.Length);
            var result = await receiver.Client.ReceiveFromAsync(new byte[9], new IPEndPoint(IPAddress.Any, 0));
            Assert.Equal(5, result.ReceivedBytes);
        });

        Assert.All(trace.Events.Where(e => e.Kind == EventKind.IoEnd), e => Assert.Equal("5 bytes", e.Text));
        Assert.Equal(4, trace.Events.Count(e => e.Kind == EventKind.IoEnd));
    }

    [Fact]
    public void A_request_that_is_seen_to_be_complete_ends_before_the_next_one_begins()
    {
        using var sent = new ManualResetEventSlim();
        using var goOn = new ManualResetEventSlim();
        using var client = new HttpMessageInvoker(new Late(sent, goOn));
        var trace = Observe(async () =>
        {
            var first = client.SendAsync(new HttpRequestMessage(), default);
            sent.Set();
            while (!first.IsCompleted)
            {
                Thread.Yield();
            }

            await first;
            var second = client.SendAsync(new HttpRequestMessage(), default);
            goOn.Set();
            await second;
        });

        Assert.Equal(
            [EventKind.IoBegin, EventKind.IoEnd, EventKind.IoBegin, EventKind.IoEnd],
            trace.Events.Where(e => e.Kind is EventKind.IoBegin or EventKind.IoEnd).Select(e => e.Kind));
    }

    // Its answers are there some time before those hear of them who are told.
    private sealed class Late(ManualResetEventSlim sent, ManualResetEventSlim goOn) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new TaskCompletionSource<HttpResponseMessage>();
            answer.Task.ContinueWith(_ => goOn.Wait(cancellationToken), cancellationToken, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            using (ExecutionContext.SuppressFlow())
            {
                Task.Run(
                    () =>
                    {
                        sent.Wait(cancellationToken);
                        answer.SetResult(new HttpResponseMessage());
                    },
                    cancellationToken);
            }

            return answer.Task;
        }
    }
}
