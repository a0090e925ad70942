namespace ConcurrencyTrace.Exploration;

/// <summary>A schedule file cannot be used; the message names the file, the line and what to do.</summary>
public sealed class ScheduleFormatException : FormatException
{
    internal ScheduleFormatException(string code, string file, int line, string problem, Exception? inner = null)
        : base($"{code}: {file}{(line > 0 ? $":{line}" : "")}: {problem}", inner)
    {
        Code = code;
        File = file;
        Line = line;
    }

    /// <summary>The error's code in <c>docs/errors.md</c>.</summary>
    public string Code { get; }

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>The line, from 1; 0 when the file as a whole is meant.</summary>
    public int Line { get; }
}
