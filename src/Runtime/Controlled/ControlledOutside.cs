using ConcurrencyTrace.Runtime.Recording;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Called before calls that lead out of control.</summary>
public static class ControlledOutside
{
    /// <summary>Whether the running code is under control: if not, calls of libraries that are redirected stay.</summary>
    public static bool IsControlled => Control.Current is not null;

    /// <summary>A member that is known not to be under control is about to be called.</summary>
    public static void Uncontrolled(long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Escapes(operation, "not under control:", site);
        }
    }

    /// <summary>A time limit that passes in real time is about to be set. One that never passes leads nowhere.</summary>
    /// <returns>The limit.</returns>
    public static TimeSpan RealTimeout(TimeSpan timeout, long site)
    {
        if (timeout != Timeout.InfiniteTimeSpan)
        {
            Uncontrolled(site);
        }

        return timeout;
    }

    /// <summary>A member of a library that is not woven, though it starts work or counts time by itself, is about to be called.</summary>
    public static void NotWoven(string library, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.EntersUnwoven(operation, library, site);
        }
    }

    /// <summary>A method begins that does what would be under control, and is not woven at its author's wish.</summary>
    public static void Skipped(long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Escapes(operation, "not woven, as its attribute asks:", site);
        }
    }

    /// <summary>A file or a folder is about to be read or changed: other operations see it, so another one may go first.</summary>
    public static void File(long site) => Shared(IoKind.File, site);

    /// <summary>A variable of the process's environment is about to be read or changed, as others see it.</summary>
    public static void Variable(long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.Point(operation, site);
            operation.Scheduler.DoesIo(operation, IoKind.Other, site);
        }
    }

    /// <summary>A socket is about to be used: what is sent, taken or closed is so for others too.</summary>
    public static void Socket(long site) => Shared(IoKind.Socket, site);

    /// <summary>A socket is about to be used with an object that is called when that is done: by a method of the program's, where it overrides the platform's.</summary>
    public static void SocketEvent(long site)
    {
        Shared(IoKind.Socket, site);
        Control.Current?.Scheduler.MayBeCalledBack(site);
    }

    /// <summary>An HTTP request or its answer is about to be sent.</summary>
    public static void Http(long site) => Shared(IoKind.Http, site);

    /// <summary>A stream of TLS is about to be used.</summary>
    public static void Tls(long site) => Shared(IoKind.Tls, site);

    /// <summary>A pipe is about to be used.</summary>
    public static void Pipe(long site) => Shared(IoKind.Pipe, site);

    /// <summary>A process is about to be started, ended or asked for its state.</summary>
    public static void Process(long site) => Shared(IoKind.Process, site);

    /// <summary>The terminal, or memory that is mapped, is about to be used.</summary>
    public static void Other(long site) => Shared(IoKind.Other, site);

    /// <summary>A member that the compiler left to be found at run time is about to be used, by code that is not woven.</summary>
    public static void Dynamic(long site) => Control.Point(site);

    /// <summary>A delegate is about to be handed to something outside, which may call it from then on. What it does when called from there is an operation.</summary>
    /// <returns>What is handed over for it.</returns>
    public static T? HandedOver<T>(T? handler, long site)
        where T : Delegate
    {
        if (Control.Current is not { } operation)
        {
            return handler;
        }

        operation.Scheduler.Point(operation, site);
        operation.Scheduler.MayBeCalledBack(site);
        return operation.Scheduler.Handed.StandInFor(handler, site);
    }

    /// <summary>A delegate that may have been handed to something outside is about to be taken back.</summary>
    /// <returns>What was handed over for it.</returns>
    public static T? TakenBack<T>(T? handler, long site)
        where T : Delegate => Control.Current is { } operation ? operation.Scheduler.Handed.Find(handler, site) ?? handler : handler;

    private static void Shared(IoKind kind, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.UseConnection(operation, kind, site);
        }
    }
}
