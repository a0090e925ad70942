namespace Samples;

/// <summary>What happened in the process, line by line, in the file that the caller named.</summary>
internal static class Journal
{
    private static readonly Lock Gate = new();

    public static void Write(string line)
    {
        if (Environment.GetEnvironmentVariable("SAMPLES_JOURNAL") is { Length: > 0 } file)
        {
            lock (Gate)
            {
                File.AppendAllText(file, line + "\n");
            }
        }
    }
}
