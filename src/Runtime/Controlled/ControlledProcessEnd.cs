using System.Diagnostics.CodeAnalysis;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Environment"/>'s ways to end the process: under control they end the schedule, which fails.</summary>
public static class ControlledProcessEnd
{
    [DoesNotReturn]
    public static void FailFast(string? message, long site) => FailFast(message, null, site);

    [DoesNotReturn]
    public static void FailFast(string? message, Exception? exception, long site)
    {
        End($"Environment.FailFast: {message}", exception, site);
        Environment.FailFast(message, exception);
    }

    [DoesNotReturn]
    public static void Exit(int exitCode, long site)
    {
        End($"Environment.Exit({exitCode}): the program would end here.", null, site);
        Environment.Exit(exitCode);
    }

    private static void End(string what, Exception? cause, long site)
    {
        if (Control.Current is { } operation)
        {
            operation.Scheduler.EndProcess(operation, what, cause, site);
        }
    }
}
