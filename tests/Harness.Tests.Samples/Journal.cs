using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Samples;

/// <summary>What happened in the process, line by line, written to the file that the caller named when the process ends. No lock: it would be part of what is explored.</summary>
internal static class Journal
{
    private static readonly ConcurrentQueue<string> Lines = new();

    [ModuleInitializer]
    internal static void WriteAtExit()
    {
        if (Environment.GetEnvironmentVariable("SAMPLES_JOURNAL") is { Length: > 0 } file)
        {
            AppDomain.CurrentDomain.ProcessExit += (_, _) => File.WriteAllLines(file, Lines);
        }
    }

    public static void Write(string line) => Lines.Enqueue(line);
}
