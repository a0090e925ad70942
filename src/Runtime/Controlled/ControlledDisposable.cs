using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Controlled.Time;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="IDisposable"/>: <c>using</c> on an object of a class calls the interface, whatever the class.</summary>
public static class ControlledDisposable
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Dispose(IDisposable self, long site)
    {
        if (Control.IsActive)
        {
            DisposeInSession(self, site);
        }
        else
        {
            self.Dispose();
        }
    }

    private static void DisposeInSession(IDisposable self, long site)
    {
        if (Control.Current is not { } operation)
        {
            self.Dispose();
            return;
        }

        switch (self)
        {
            case Timer timer:
                ControlledTimer.Dispose(timer, site);
                break;
            case System.Timers.Timer timer:
                ControlledTimersTimer.Dispose(timer, site);
                break;
            case PeriodicTimer timer:
                ControlledPeriodicTimer.Dispose(timer, site);
                break;
            case CancellationTokenSource source:
                ControlledCancellationTokenSource.Dispose(source, site);
                break;
            case CancellationTokenRegistration registration:
                ControlledCancellationTokenRegistration.Dispose(ref registration, site);
                break;
            case SemaphoreSlim or WaitHandle or ManualResetEventSlim or CountdownEvent or Barrier or ReaderWriterLockSlim or VirtualTimer:
                operation.Scheduler.Point(operation, site);
                self.Dispose();
                break;
            default:
                operation.Scheduler.MayUseConnection(operation, self, site);
                self.Dispose();
                break;
        }
    }
}

/// <summary>Redirections of <see cref="IAsyncDisposable"/>.</summary>
public static class ControlledAsyncDisposable
{
    public static ValueTask DisposeAsync(IAsyncDisposable self, long site)
    {
        if (Control.Current is not { } operation)
        {
            return self.DisposeAsync();
        }

        switch (self)
        {
            case Timer timer:
                return ControlledTimer.DisposeAsync(timer, site);
            case CancellationTokenRegistration registration:
                return ControlledCancellationTokenRegistration.DisposeAsync(ref registration, site);
            case VirtualTimer:
                operation.Scheduler.Point(operation, site);
                return self.DisposeAsync();
            default:
                operation.Scheduler.MayUseConnection(operation, self, site);
                return self.DisposeAsync();
        }
    }
}
