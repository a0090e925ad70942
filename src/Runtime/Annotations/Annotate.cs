using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Annotations;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace;

/// <summary>
/// Says in the trace what the program is about, as Go's <c>runtime/trace</c> does: tasks, regions, messages and counters. Where nothing is recorded, a call costs
/// less than a nanosecond. The same events go to the <see cref="System.Diagnostics.Tracing.EventSource"/> <c>ConcurrencyTrace-Annotations</c>, for other tools.
/// </summary>
/// <example><code>
/// using var task = Annotate.Task("transfer");
/// using (Annotate.Region("check balance"))
/// {
///     …
/// }
///
/// Annotate.Log($"moved {amount}");
/// Annotate.Count("transfers", ++transfers);
/// </code></example>
public static class Annotate
{
    private static bool IsOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Control.IsActive || AnnotationSource.Instance.IsEnabled();
    }

    /// <summary>Begins a task: work of several operations that belongs together, such as a request. It flows to whatever is started or awaited within, and its parent is the task around it.</summary>
    /// <param name="name">What kind of work it is: few different names make good groups.</param>
    /// <returns>Ends the task when disposed, in whichever operation.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AnnotatedTask Task(string name) => IsOn ? AnnotatedTask.Begin(name) : default;

    /// <summary>Begins a region: a stretch of one operation's work.</summary>
    /// <param name="name">What is done in it.</param>
    /// <returns>Ends the region when disposed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static AnnotatedRegion Region(string name) => IsOn ? AnnotatedRegion.Begin(name) : default;

    /// <summary>Puts a message into the trace, as of the task that it is logged in.</summary>
    /// <param name="message">The message.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Log(string message)
    {
        if (IsOn)
        {
            AnnotationSink.Log(message);
        }
    }

    /// <summary>Puts a message into the trace; the parts of an interpolated string are not even evaluated where nothing is recorded.</summary>
    /// <param name="message">The message.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Log(ref AnnotationText message)
    {
        if (message.IsOn)
        {
            AnnotationSink.Log(message.ToStringAndClear());
        }
    }

    /// <summary>Puts the present value of a counter into the trace.</summary>
    /// <param name="name">The counter.</param>
    /// <param name="value">Its value from now on.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Count(string name, long value)
    {
        if (IsOn)
        {
            AnnotationSink.Count(name, value);
        }
    }

    internal static bool IsRecording => IsOn;
}
