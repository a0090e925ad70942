using System.ComponentModel;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>
/// Begins and ends bracketed calls. Woven code calls it; which member is begun by which method, the Weaver's table says. Each returns null where the flow of control
/// is not observed.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class ObservedCalls
{
    /// <summary>Whether any flow of control is observed.</summary>
    public static bool AreOn
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Control.IsObserving;
    }

    /// <summary>The call threw.</summary>
    public static void Fail(ObservedCall call) => call.End(succeeded: false, 0);

    /// <summary>The call returned.</summary>
    public static void End(ObservedCall call) => call.End(succeeded: true, 0);

    /// <summary>The call returned whether it succeeded.</summary>
    public static bool End(ObservedCall call, bool result)
    {
        if (call.Several is { } several)
        {
            call.End(result ? several : []);
        }
        else
        {
            call.End(result, 0);
        }
        return result;
    }

    /// <summary>The call returned how much it did, or the index of what it got.</summary>
    public static int End(ObservedCall call, int result)
    {
        if (call.Several is { } several)
        {
            call.End(result >= 0 && result < several.Length ? [several[result]] : []);
        }
        else
        {
            call.End(succeeded: true, result);
        }
        return result;
    }

    /// <summary>The call returned something else.</summary>
    public static T End<T>(ObservedCall call, T result)
    {
        call.End(succeeded: true, Outcome<T>.OfValue(result).Amount);
        return result;
    }

    /// <summary>The call returned the task that will be complete when it is done.</summary>
    public static Task End(ObservedCall call, Task result) => Follow(call, result, static _ => (true, 0));

    /// <inheritdoc cref="End(ObservedCall, Task)"/>
    public static Task<T> End<T>(ObservedCall call, Task<T> result) => Follow(call, result, Outcome<T>.Of);

    /// <inheritdoc cref="End(ObservedCall, Task)"/>
    public static ValueTask End(ObservedCall call, ValueTask result)
    {
        if (result.IsCompleted)
        {
            call.End(result.IsCompletedSuccessfully, 0);
            return result;
        }

        return new ValueTask(End(call, result.AsTask()));
    }

    /// <inheritdoc cref="End(ObservedCall, Task)"/>
    public static ValueTask<T> End<T>(ObservedCall call, ValueTask<T> result)
    {
        if (!result.IsCompletedSuccessfully)
        {
            return new ValueTask<T>(End(call, result.AsTask()));
        }

        // What is complete may be asked for its result once only: whoever awaits it gets one that can be asked again.
        var value = result.Result;
        var (succeeded, amount) = Outcome<T>.OfValue(value);
        call.End(succeeded, amount);
        return new ValueTask<T>(value);
    }

    /// <summary>The call returned what gives one item after another.</summary>
    public static IEnumerable<T> End<T>(ObservedCall call, IEnumerable<T> result)
    {
        call.End(succeeded: false, 0);
        return call.Meaning.Done == EventKind.Received ? ObservedItems.Of(result, () => Again(call)) : result;
    }

    /// <inheritdoc cref="End{T}(ObservedCall, IEnumerable{T})"/>
    public static IAsyncEnumerable<T> End<T>(ObservedCall call, IAsyncEnumerable<T> result)
    {
        call.End(succeeded: false, 0);
        return call.Meaning.Done == EventKind.Received ? new ObservedAsyncItems<T>(result, () => Again(call)) : result;
    }

    // The same call once more, by whoever asks for the next item.
    private static ObservedCall? Again(ObservedCall call)
    {
        if (Control.Observed is not { } by)
        {
            return null;
        }

        return new ObservedCall(by, call.Meaning with { Blocks = call.Items is { Count: 0 } }, call.Site);
    }

    /// <summary>The call returned a task, whose outcome is whether it succeeded and how much it did.</summary>
    internal static T Follow<T>(ObservedCall call, T result, Func<Task, (bool Succeeded, long Amount)> outcome)
        where T : Task?
    {
        if (result is null || result.IsCompleted)
        {
            var (succeeded, amount) = result?.IsCompletedSuccessfully == true ? outcome(result) : default;
            call.End(succeeded, amount);
            return result;
        }

        call.Outcome = outcome;
        call.GoOn();
        Observation.Means(result, call);
        result.ContinueWith(
            static (done, followed) => ((ObservedCall)followed!).EndLater(done),
            call,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            ImmediateTaskScheduler.Instance);
        return result;
    }

    // A result that is false says that there was nothing; a number how much there was.
    private static class Outcome<T>
    {
        public static readonly Func<Task, (bool Succeeded, long Amount)> Of = static done => OfValue(((Task<T>)done).Result);

        public static (bool Succeeded, long Amount) OfValue(T value) => value switch
        {
            bool succeeded => (succeeded, 0),
            int amount => (true, amount),
            long amount => (true, amount),
            byte[] bytes => (true, bytes.Length),
            UdpReceiveResult received => (true, received.Buffer?.Length ?? 0),
            SocketReceiveFromResult received => (true, received.ReceivedBytes),
            SocketReceiveMessageFromResult received => (true, received.ReceivedBytes),
            ValueWebSocketReceiveResult received => (true, received.Count),
            WebSocketReceiveResult received => (true, received.Count),
            _ => (true, 0),
        };
    }
}
