using System.Diagnostics.Tracing;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>
/// Carries the observed operation along the flow of control. Woven code enters operations and leaves them; where code that is not woven takes a flow to another
/// thread (a server's request loop, a query in parallel), the operation it came from may be doing something else by then. So what such code does through woven
/// code is an operation of its own, made when it first does something.
/// </summary>
internal static class ObservedFlow
{
    private static readonly AsyncLocal<ObservedOperation?> Ambient = new(Changed);

    [ThreadStatic]
    private static Stack<Place>? outer;

    [ThreadStatic]
    private static Place here;

    [ThreadStatic]
    private static ObservedOperation? ofThread;

    [ThreadStatic]
    private static ObservedOperation? marked;

    private static volatile ObservationRecorder? session;

    /// <summary>Records what threads do that belong to no observed flow; null where those are left alone.</summary>
    public static ObservationRecorder? Session
    {
        get => session;
        set => session = value;
    }

    /// <summary>
    /// The operation that this thread runs, made now if it is to have one; null when it is not observed. What an earlier run left on the thread, or in the flow of control
    /// that came to it, is nothing to a later one.
    /// </summary>
    public static ObservedOperation? Find()
    {
        if (here.Running is { Recorder.IsStopped: false } running)
        {
            return running;
        }

        if (Control.Current is not null)
        {
            return null;
        }

        if (ObservedTasks.Use() is { } task)
        {
            return task;
        }

        if (here.Arrived is { Recorder.IsStopped: false } origin)
        {
            var guest = Make(origin.Recorder, origin, OperationKind.External, NameOfThread, 0);
            Be(here with { Running = guest, Guest = guest });
            return guest;
        }

        return OfThread() ?? (session is { IsStopped: false } recorder ? MakeOfThread(recorder) : null);
    }

    /// <summary>What code that is not woven has brought to this thread is known to be an operation of this kind, from there.</summary>
    public static void Arrive(OperationKind kind, long site)
    {
        if (Live(here.Running) is null && Live(here.Arrived) is { } origin)
        {
            var guest = Make(origin.Recorder, origin, kind, "", site);
            ObservedTasks.Are(guest);
            Be(here with { Running = guest, Guest = guest });
        }
    }

    /// <summary>The operation that this thread runs, if it has one already.</summary>
    public static ObservedOperation? Running => here.Running;

    /// <summary>
    /// The operation that this thread runs, or whose flow has come here, or that the thread itself is; null where there is none. What a thread of the pool does between
    /// woven code has nothing to do with that.
    /// </summary>
    public static ObservedOperation? Here => Live(here.Running) ?? Live(here.Arrived) ?? (OfThread() is { } own && !Thread.CurrentThread.IsThreadPoolThread ? own : null);

    /// <summary>Marks what this thread does with the operation that does it; empty where there is none.</summary>
    public static Guid Activity => (ObservedTasks.Current ?? Here)?.Activity ?? Guid.Empty;

    /// <summary>From here on the flow is of this operation, until it is left.</summary>
    /// <returns>What to leave it for.</returns>
    public static Place Enter(ObservedOperation? operation)
    {
        var before = here with { Ambient = Ambient.Value };
        Ambient.Value = operation;
        Be(new Place { Running = operation });
        return before;
    }

    /// <summary>This thread runs this operation, whatever the flow says, until it is left.</summary>
    /// <returns>What to leave it for.</returns>
    public static Place Run(ObservedOperation operation)
    {
        var before = here with { Ambient = Ambient.Value };
        Be(new Place { Running = operation });
        return before;
    }

    /// <summary>Goes back to what there was before.</summary>
    public static void Leave(in Place before)
    {
        if (Ambient.Value != before.Ambient)
        {
            Ambient.Value = before.Ambient;
        }

        Be(before);
    }

    // Another flow of control comes onto this thread, or the one that was here before comes back.
    private static void Changed(AsyncLocalValueChangedArgs<ObservedOperation?> change)
    {
        if (!change.ThreadContextChanged)
        {
            return;
        }

        ObservedTasks.Entered();
        here.Guest?.End(OperationEnd.Completed);
        outer ??= new Stack<Place>();
        if (outer.TryPeek(out var before) && before.Ambient == change.CurrentValue)
        {
            Be(outer.Pop());
        }
        else
        {
            outer.Push(here with { Ambient = change.PreviousValue, Guest = null });
            Be(new Place { Arrived = change.CurrentValue });
        }
    }

    // Whose run it was, or is, is told; a place says nothing of threads that belong to no observed flow.
    private static void Be(in Place place)
    {
        var from = Live(here.Running) ?? Live(here.Arrived) ?? OfThread();
        here = place;
        Mark(place is { Running: null, Arrived: not null } ? null : Here);
        var to = Live(here.Running) ?? Live(here.Arrived) ?? OfThread();
        if (from == to)
        {
            return;
        }

        if (from is { Recorder.TracksThreads: true } && from.Recorder != to?.Recorder)
        {
            from.Recorder.RecordSwitch(null);
        }

        if (to is { Recorder.TracksThreads: true })
        {
            to.Recorder.RecordSwitch(to);
        }
    }

    // What the runtime reports of a thread carries the operation whose woven code it runs. Marking what code that is not woven brings to a thread, too, would cost more
    // than all the rest: that changes with each of its steps.
    private static void Mark(ObservedOperation? operation)
    {
        operation = operation is { Recorder.MarksThreads: true } ? operation : null;
        if (operation != marked)
        {
            marked = operation;
            EventSource.SetCurrentThreadActivityId(operation?.Activity ?? Guid.Empty);
        }
    }

    private static string NameOfThread => Thread.CurrentThread.Name ?? $"thread {Environment.CurrentManagedThreadId}";

    private static ObservedOperation? Live(ObservedOperation? operation) => operation is { Recorder.IsStopped: false } ? operation : null;

    private static ObservedOperation? OfThread() => ofThread is { Recorder.IsStopped: false } own && own.Recorder == session ? own : null;

    private static ObservedOperation MakeOfThread(ObservationRecorder recorder)
    {
        ofThread = Make(recorder, null, OperationKind.External, NameOfThread, 0);
        Mark(Here);
        return ofThread;
    }

    private static ObservedOperation Make(ObservationRecorder recorder, ObservedOperation? origin, OperationKind kind, string name, long site)
    {
        var made = recorder.Create(origin, kind, name, site);
        recorder.Record(EventKind.OperationStarted, made, null, 0, 0, site);
        if (origin is null && recorder.TracksThreads)
        {
            recorder.RecordSwitch(made);
        }

        return made;
    }

    /// <summary>What a thread runs.</summary>
    internal record struct Place
    {
        /// <summary>What the flow said.</summary>
        public ObservedOperation? Ambient { get; set; }

        /// <summary>The operation.</summary>
        public ObservedOperation? Running { get; set; }

        /// <summary>The operation whose flow was brought here by code that is not woven.</summary>
        public ObservedOperation? Arrived { get; set; }

        /// <summary>The operation that was made for what arrived.</summary>
        public ObservedOperation? Guest { get; set; }
    }
}
