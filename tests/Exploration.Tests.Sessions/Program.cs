using ConcurrencyTrace;
using ConcurrencyTrace.Exploration;
using ConcurrencyTrace.Exploration.Tests.Sessions;

// all FILE ROUNDS: records everything, within 64 KiB of memory.  hold FILE: records until it is killed.
// last FILE: keeps the last 64 KiB and saves them.  die FILE: the same, and dies of an exception.  twice FILE: starts a second session beside the first.
// beside FILE: records everything, and events from elsewhere.  again FILE: a second session after the first, in the same flow of control.
// exit FILE: ends the process with the session on.
// observe ROUNDS: an observation within 64 KiB, without a file of its own.
var (verb, file) = (args[0], args[1]);
switch (verb)
{
    case "all":
        using (var session = TraceSession.Start(new TraceSessionOptions { Path = file, Name = "sessions", BufferBytes = 64 << 10 }))
        {
            await Workload.RunAsync(int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture));
            Console.WriteLine(session.Stop().Missing ?? "nothing is missing");
        }

        Console.WriteLine("the program ends as it would have");
        break;
    case "hold":
        _ = TraceSession.Start(new TraceSessionOptions { Path = file, BufferBytes = 64 << 10 });
        await Workload.RunAsync(2_000);
        Console.WriteLine("ready");
        Thread.Sleep(Timeout.Infinite);
        break;
    case "last":
        using (var session = TraceSession.Start(new TraceSessionOptions { Path = file, KeepBytes = 64 << 10, FlushInterval = TimeSpan.FromMilliseconds(10), Capture = static () => new Beside() }))
        {
            await Workload.RunAsync(2_000);
            Annotate.Log("saved now");
            session.Save();
            Annotate.Log("after the first");
            session.Save(file + ".second");
        }

        break;
    case "die":
        _ = TraceSession.Start(new TraceSessionOptions { Path = file, KeepLast = TimeSpan.FromMinutes(1) });
        await Workload.RunAsync(100);
        Annotate.Log("about to die");
        throw new InvalidOperationException("the program's own end");
    case "beside":
        using (TraceSession.Start(new TraceSessionOptions { Path = file, BufferBytes = 64 << 10, Capture = static () => new Beside() }))
        {
            Annotate.Log("by the main thread");
            Beside.MarkOfMainThread = System.Diagnostics.Tracing.EventSource.CurrentThreadActivityId;
            await Workload.RunAsync(5_000);
        }

        break;
    case "again":
        foreach (var path in new[] { file, file + ".second" })
        {
            using (TraceSession.Start(new TraceSessionOptions { Path = path }))
            {
                Annotate.Log("begins");
                await Task.Run(static () => Annotate.Log("beside"));
                await Task.Delay(1);
                Annotate.Log("goes on");
            }
        }

        break;
    case "exit":
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            using (TraceSession.Start(new TraceSessionOptions { Path = file + ".second" }))
            {
                Console.WriteLine("the session has ended");
            }
        };
        _ = TraceSession.Start(new TraceSessionOptions { Path = file });
        Annotate.Log("last");
        Environment.Exit(0);
        break;
    case "twice":
        using (TraceSession.Start(new TraceSessionOptions { Path = file }))
        {
            try
            {
                TraceSession.Start(new TraceSessionOptions { Path = file + ".second" });
            }
            catch (InvalidOperationException e)
            {
                Console.WriteLine(e.Message);
            }
        }

        break;
    case "observe":
        var result = Observer.Run(() => Workload.RunAsync(int.Parse(file, System.Globalization.CultureInfo.InvariantCulture)), new ObserverOptions { BufferBytes = 64 << 10 });
        Console.WriteLine(result.Exception?.Message ?? "the body ended well");
        Console.WriteLine(result.Trace.Events.LastOrDefault(e => e.Kind == ConcurrencyTrace.Runtime.Recording.EventKind.EventsLost).Text ?? "nothing is missing");
        Console.WriteLine(result.Trace.Events.Count(e => e.Kind == ConcurrencyTrace.Runtime.Recording.EventKind.Count));
        break;
}
