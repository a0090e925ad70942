using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// Linked cancellation sources under control: plain ones, whose registrations with their tokens are known, so that disposing of one waits in the scheduler for
/// a cancellation that is on its way through it. The real one spins until the other thread is done.
/// </summary>
internal static class LinkedSources
{
    private static readonly ConditionalWeakTable<CancellationTokenSource, CancellationTokenRegistration[]> Links = [];

    /// <summary>Makes a source that is cancelled when one of the tokens is.</summary>
    public static CancellationTokenSource Create(ReadOnlySpan<CancellationToken> tokens, long site)
    {
        var source = new CancellationTokenSource();
        var links = new List<CancellationTokenRegistration>();
        foreach (var token in tokens)
        {
            if (token.CanBeCanceled && CancellationCallback.Make(source, static s => _ => Notify(s, throwOnFirstException: false), site) is { } callback)
            {
                links.Add(callback.Registered(token.UnsafeRegister(callback.Run, null)));
            }
        }

        Links.Add(source, [.. links]);
        return source;
    }

    /// <summary>Lets go of the tokens of a linked source.</summary>
    public static void Unlink(CancellationTokenSource source, long site)
    {
        if (source is not null && Links.TryGetValue(source, out var links))
        {
            foreach (var link in links)
            {
                var registration = link;
                ControlledCancellationTokenRegistration.Dispose(ref registration, site);
            }
        }
    }

    // Cancels without a look at whether the source was disposed of, as a link does.
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "NotifyCancellation")]
    private static extern void Notify(CancellationTokenSource source, bool throwOnFirstException);
}
