using System.Globalization;
using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Format;

/// <summary>What is known of a trace as a whole, as pairs of a name and a value: alike in the file and in the text. Names that a reader does not know are left out.</summary>
internal sealed class TraceProperties
{
    private readonly List<TraceModule> modules = [];
    private readonly List<DeadlockWait> waits = [];
    private TraceHeader header = new("", TraceMode.Explore, 0, 0);
    private bool? total;

    /// <summary>What was read so far.</summary>
    public TraceHeader Header => header with { Modules = [.. modules] };

    public DeadlockInfo? Deadlock => total is { } all ? new DeadlockInfo([.. waits], all) : null;

    public static IEnumerable<(string Name, string Value)> Of(TraceHeader header)
    {
        yield return ("test", header.Test);
        yield return ("mode", header.Mode.ToString());
        yield return ("schedule", header.Schedule.ToString(CultureInfo.InvariantCulture));
        yield return ("seed", string.Create(CultureInfo.InvariantCulture, $"0x{header.Seed:X16}"));
        if (header.Environment != TraceEnvironment.Unknown)
        {
            yield return ("runtime", header.Environment.Runtime);
            yield return ("system", header.Environment.System);
            yield return ("architecture", header.Environment.Architecture);
        }

        foreach (var module in header.Modules)
        {
            yield return ("module", $"{module.Name} {module.Version}");
        }

        if (header.HasRuntimeEvents)
        {
            yield return ("runtime-events", "captured");
        }

        if (header.SystemCalls.Length > 0)
        {
            yield return ("system-calls", header.SystemCalls);
        }

        if (header.ScheduleText.Length > 0)
        {
            yield return ("schedule-text", header.ScheduleText);
        }
    }

    public static IEnumerable<(string Name, string Value)> Of(DeadlockInfo deadlock)
    {
        yield return ("deadlock", deadlock.Total ? "total" : "partial");
        foreach (var wait in deadlock.Waits)
        {
            yield return ("wait", string.Create(
                CultureInfo.InvariantCulture,
                $"{wait.Operation} {wait.Reason} {wait.Resource} 0x{wait.Site:X16} {(wait.InCycle ? "cycle" : "-")} {string.Join(',', wait.Holders)}"));
        }
    }

    /// <exception cref="FormatException">The value is not one that the name can have.</exception>
    public void Add(string name, string value)
    {
        switch (name)
        {
            case "test":
                header = header with { Test = value };
                break;
            case "mode":
                header = header with { Mode = Parsed(Enum.TryParse<TraceMode>(value, out var mode), mode, "a mode") };
                break;
            case "schedule":
                header = header with { Schedule = Number(value) };
                break;
            case "seed":
                header = header with { Seed = (ulong)Hexadecimal(value) };
                break;
            case "runtime":
                header = header with { Environment = header.Environment with { Runtime = value } };
                break;
            case "system":
                header = header with { Environment = header.Environment with { System = value } };
                break;
            case "architecture":
                header = header with { Environment = header.Environment with { Architecture = value } };
                break;
            case "module":
                var words = value.Split(' ', 2);
                modules.Add(new TraceModule(words[0], words.Length > 1 ? words[1] : ""));
                break;
            case "system-calls":
                header = header with { SystemCalls = value };
                break;
            case "runtime-events":
                header = header with { HasRuntimeEvents = value == "captured" };
                break;
            case "schedule-text":
                header = header with { ScheduleText = value };
                break;
            case "deadlock":
                total = value == "total";
                break;
            case "wait":
                waits.Add(Wait(value));
                break;
        }
    }

    private static DeadlockWait Wait(string value)
    {
        var words = value.Split(' ');
        if (words.Length != 6)
        {
            throw new FormatException("a wait: operation, reason, resource, site, \"cycle\" or \"-\", holders");
        }

        var holders = words[5].Length == 0 ? [] : words[5].Split(',').Select(Number);
        return new DeadlockWait(
            Number(words[0]),
            Parsed(Enum.TryParse<BlockReason>(words[1], out var reason), reason, "a reason"),
            Number(words[2]),
            Hexadecimal(words[3]),
            [.. holders],
            words[4] == "cycle");
    }

    private static int Number(string text) =>
        Parsed(int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number), number, "a number");

    private static long Hexadecimal(string text)
    {
        var digits = text.StartsWith("0x", StringComparison.Ordinal) ? text.AsSpan(2) : default;
        return Parsed(long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number), number, "a hexadecimal number, 0x…");
    }

    private static T Parsed<T>(bool success, T value, string expected) => success ? value : throw new FormatException(expected);
}
