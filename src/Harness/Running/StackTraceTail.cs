namespace ConcurrencyTrace.Harness.Running;

/// <summary>Leaves out the frames by which the harness called the test: they are the same for every test.</summary>
internal static class StackTraceTail
{
    private static readonly string Harness = typeof(StackTraceTail).Namespace + ".";

    public static string? Cut(string? stackTrace)
    {
        if (stackTrace is null)
        {
            return null;
        }

        var lines = stackTrace.ReplaceLineEndings("\n").Split('\n');
        var end = Array.FindIndex(lines, line => line.Contains(Harness, StringComparison.Ordinal));
        if (end < 0)
        {
            return stackTrace;
        }

        while (end > 0 && IsCall(lines[end - 1]))
        {
            end--;
        }

        return end == 0 ? stackTrace : string.Join(Environment.NewLine, lines.Take(end));
    }

    private static bool IsCall(string line) =>
        line.Contains(" System.Reflection.", StringComparison.Ordinal)
        || line.Contains(" InvokeStub_", StringComparison.Ordinal)
        || line.Contains(" ConcurrencyTrace.Runtime.Controlled.", StringComparison.Ordinal)
        || line.StartsWith("---", StringComparison.Ordinal);
}
