using System.ComponentModel;
using ConcurrencyTrace.Harness.Settings;
using Microsoft.Testing.Platform.Builder;

namespace ConcurrencyTrace.Harness.Platform;

/// <summary>Adds the <c>--trace-*</c> options to a test application; called by the entry point that Microsoft.Testing.Platform generates.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TraceOptionsHook
{
    // What the platform itself ends with then.
    private const int InvalidCommandLine = 5;

    /// <summary>Registers the options.</summary>
    /// <param name="builder">The test application that is being built.</param>
    /// <param name="args">Its command line.</param>
    public static void AddExtensions(ITestApplicationBuilder builder, string[] args)
    {
        if (ResultsFolder.NotMade(args) is { } problem)
        {
            // The platform would end with a stack trace.
            Console.Error.WriteLine(problem);
            Environment.Exit(InvalidCommandLine);
        }

        RunDirectories.SetStart(Environment.CurrentDirectory);
        builder.CommandLine.AddProvider(() => new TraceOptionsProvider());
        builder.TestHost.AddTestHostApplicationLifetime(services => new TraceRunLifetime(services));
    }
}
