using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using Microsoft.Diagnostics.Tracing.Parsers;

namespace ConcurrencyTrace.Capture.Session;

/// <summary>A session of its own whose bytes go into a file: with stacks, the names of methods, and samples of what the processors do.</summary>
internal sealed class NettraceFile : IDisposable
{
    private const int BufferMegabytes = 64;

    private readonly EventPipeSession session;
    private readonly Task copying;
    private readonly FileStream file;

    private NettraceFile(EventPipeSession session, FileStream file)
    {
        (this.session, this.file) = (session, file);
        copying = Task.Factory.StartNew(() => session.EventStream.CopyTo(file), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Begins.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <exception cref="DiagnosticsClientException">The runtime refused the session, or is not listening.</exception>
    public static NettraceFile Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = File.Create(path);
        try
        {
            EventPipeProvider[] providers =
            [
                new(RuntimeEvents.Provider, EventLevel.Informational, RuntimeEvents.Keywords | (long)ClrTraceEventParser.Keywords.Exception),
                .. NetworkListener.Providers.Select(static name => new EventPipeProvider(name, EventLevel.Informational, -1)),
                new(CpuSamples.Provider, EventLevel.Informational),
            ];
            var configuration = new EventPipeSessionConfiguration(providers, BufferMegabytes, requestRundown: true, requestStackwalk: true);
            return new NettraceFile(new DiagnosticsClient(Environment.ProcessId).StartEventPipeSession(configuration), file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Ends the session; the file is whole then.</summary>
    /// <exception cref="IOException">The file could not be written to its end.</exception>
    public void Dispose()
    {
        session.Stop();
        try
        {
            copying.GetAwaiter().GetResult();
        }
        finally
        {
            session.Dispose();
            file.Dispose();
        }
    }
}
