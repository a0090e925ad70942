namespace ConcurrencyTrace.Tracing;

/// <summary>A trace file or text cannot be used; the message names the file, the place and what to do.</summary>
public sealed class TraceFormatException : FormatException
{
    internal TraceFormatException(string code, string file, string problem, long offset = 0, int line = 0, Exception? inner = null)
        : base($"{code}: {file}{(line > 0 ? $":{line}" : "")}: {problem}", inner)
    {
        Code = code;
        File = file;
        Offset = offset;
        Line = line;
    }

    /// <summary>The error's code in <c>docs/errors.md</c>.</summary>
    public string Code { get; }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The byte of a <c>.ctrace</c> file at which reading failed; 0 when the file as a whole is meant.</summary>
    public long Offset { get; }

    /// <summary>The line of a text, from 1; 0 when the whole is meant.</summary>
    public int Line { get; }
}
