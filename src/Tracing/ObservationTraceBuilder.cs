using System.Diagnostics;
using System.Globalization;
using ConcurrencyTrace.Runtime.Observing;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing;

/// <summary>Makes a trace of what was recorded on the real scheduler: puts parts together to whole operations, and numbers those.</summary>
internal sealed class ObservationTraceBuilder
{
    private readonly ObservationRecorder recorder;
    private readonly Dictionary<int, int> numbers = [];
    private readonly List<OperationInfo> operations = [];

    public ObservationTraceBuilder(ObservationRecorder recorder)
    {
        this.recorder = recorder;
        var all = recorder.Operations;
        foreach (var whole in all.Where(o => !o.IsPart))
        {
            numbers[whole.Id] = numbers.Count + 1;
        }

        foreach (var part in all.Where(o => o.IsPart))
        {
            numbers[part.Id] = numbers.GetValueOrDefault(part.Whole.Id);
        }

        operations.AddRange(all.Where(o => !o.IsPart).Select(o => new OperationInfo(Number(o), NameOf(o), o.Kind, Number(o.Creator), o.CreationSite)));
    }

    public Trace Build(TraceHeader header)
    {
        var trace = new Trace(header, [.. recorder.Events.Where(IsOfWhole).Select(Event)], operations, Resources());
        TraceBuilder.Built?.Invoke(trace);
        return trace;
    }

    /// <summary>Time in the trace, in ticks of 100 ns, of a timestamp of <see cref="Stopwatch"/>.</summary>
    public long TimeOf(long timestamp) => Stopwatch.GetElapsedTime(recorder.Begin, timestamp).Ticks;

    /// <summary>The operation that marks its threads so; 0 for none, null for one of another run.</summary>
    public int? OperationOf(Guid activity) => ObservedOperation.ReadActivity(activity, recorder.Number) switch
    {
        < 0 => null,
        var id => numbers.GetValueOrDefault(id),
    };

    // What turned out to be a part was not created, started or ended: its whole was.
    private static bool IsOfWhole(ObservedEvent e) => e.Kind switch
    {
        EventKind.OperationCreated => !e.Other!.IsPart,
        EventKind.OperationStarted or EventKind.OperationEnded => !e.Operation!.IsPart,
        _ => true,
    };

    private static string NameOf(ObservedOperation operation)
    {
        var site = SiteTable.Resolve(operation.CreationSite);
        return operation.Name.Length > 0 ? operation.Name
            : operation.Kind == OperationKind.Async ? site.Method
            : site == Site.Unknown || operation.Kind == OperationKind.Thread ? operation.Kind.ToString()
            : site.Member;
    }

    private TraceEvent Event(ObservedEvent e) =>
        new(TimeOf(e.Timestamp), e.Kind, Number(e.Operation), e.Other is null ? e.Subject : Number(e.Other), e.Detail, e.Site, e.Text);

    private int Number(ObservedOperation? operation) => operation is null ? 0 : numbers.GetValueOrDefault(operation.Id);

    private List<ResourceInfo> Resources()
    {
        var ordinals = new Dictionary<string, int>();
        return [.. recorder.Resources.Select(r =>
        {
            var type = TypeNames.Of(r.Target.GetType());
            var ordinal = ordinals[type] = ordinals.GetValueOrDefault(type) + 1;
            return new ResourceInfo(r.Id, r.Kind, type + "#" + ordinal.ToString(CultureInfo.InvariantCulture), r.Site);
        })];
    }
}
