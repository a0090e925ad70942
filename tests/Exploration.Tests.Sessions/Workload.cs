using System.Threading.Channels;

namespace ConcurrencyTrace.Exploration.Tests.Sessions;

/// <summary>Four operations that take a lock, go through a channel, count, and await.</summary>
internal static class Workload
{
    public static async Task RunAsync(int rounds)
    {
        var gate = new Lock();
        var channel = Channel.CreateBounded<int>(16);
        var total = 0L;
        var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < rounds; i++)
            {
                lock (gate)
                {
                    Annotate.Count("total", ++total);
                }

                await channel.Writer.WriteAsync(i);
            }
        })).ToList();
        var reading = Task.Run(async () =>
        {
            for (var i = 0; i < 4 * rounds; i++)
            {
                await channel.Reader.ReadAsync();
            }
        });
        await Task.WhenAll(workers);
        await reading;
    }
}
