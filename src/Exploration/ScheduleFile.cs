using System.Globalization;
using System.Text;

namespace ConcurrencyTrace.Exploration;

/// <summary>The text form of a schedule: header lines <c>name: value</c>, then one line a decision.</summary>
internal static class ScheduleFile
{
    private const string DecisionsHeader = "decisions";
    private const string StallHeader = "stall-ms";

    private static readonly (DecisionKind Kind, string Word)[] Words =
        [(DecisionKind.Run, "run"), (DecisionKind.Wake, "wake"), (DecisionKind.Number, "number"), (DecisionKind.External, "external"), (DecisionKind.Away, "away")];

    public static string Format(Schedule schedule)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Schedule.Magic} {Schedule.CurrentVersion}\n");
        text.Append(CultureInfo.InvariantCulture, $"test: {schedule.Test}\n");
        text.Append(CultureInfo.InvariantCulture, $"strategy: {schedule.Strategy}\n");
        text.Append(CultureInfo.InvariantCulture, $"seed: 0x{schedule.Seed:X16}\n");
        text.Append(CultureInfo.InvariantCulture, $"schedule: {schedule.Number}\n");
        if (schedule.Stall > TimeSpan.Zero)
        {
            text.Append(CultureInfo.InvariantCulture, $"{StallHeader}: {schedule.Stall.TotalMilliseconds}\n");
        }

        foreach (var module in schedule.Modules)
        {
            text.Append(CultureInfo.InvariantCulture, $"module: {module.Name} {module.Version}\n");
        }

        foreach (var access in schedule.SharedAccesses)
        {
            text.Append(CultureInfo.InvariantCulture, $"shared: 0x{access.Id:X16} {access.Site}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{DecisionsHeader}: {schedule.Decisions.Count}\n");
        foreach (var decision in schedule.Decisions)
        {
            var word = Array.Find(Words, w => w.Kind == decision.Kind).Word;
            text.Append(CultureInfo.InvariantCulture, $"{word} {decision.Operation} of {decision.Enabled} {decision.Site}\n");
        }

        return text.ToString();
    }

    public static Schedule Parse(string text, string file)
    {
        var lines = text.Split('\n').Select(l => l.TrimEnd('\r')).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        if (lines.Count == 0)
        {
            throw ExplorationErrors.EmptySchedule(file);
        }

        CheckVersion(lines[0], file);
        if (!text.EndsWith('\n'))
        {
            // Half a number is a number, too.
            throw ExplorationErrors.CutLine(file, lines.Count);
        }

        var header = new Dictionary<string, (string Value, int Line)>();
        var modules = new List<ScheduleModule>();
        var accesses = new List<ScheduleAccess>();
        var line = 1;
        for (; line < lines.Count && !header.ContainsKey(DecisionsHeader); line++)
        {
            var (name, value) = ParseHeader(lines[line], file, line + 1);
            if (name == "module")
            {
                var words = value.Split(' ', 2);
                modules.Add(new ScheduleModule(words[0], words.Length > 1 ? words[1] : ""));
            }
            else if (name == "shared")
            {
                var words = value.Split(' ', 2);
                accesses.Add(new ScheduleAccess((long)ParseHexadecimal(words[0], file, line + 1), words.Length > 1 ? words[1] : ""));
            }
            else
            {
                header[name] = (value, line + 1);
            }
        }

        var (seed, number, count) = (Required("seed"), Required("schedule"), Required(DecisionsHeader));
        return new Schedule
        {
            Test = Required("test").Value,
            Strategy = Required("strategy").Value,
            Seed = ParseHexadecimal(seed.Value, file, seed.Line),
            Number = ParseNumber(number.Value, file, number.Line),
            Stall = header.TryGetValue(StallHeader, out var stall) ? TimeSpan.FromMilliseconds(ParseNumber(stall.Value, file, stall.Line)) : TimeSpan.Zero,
            Modules = modules,
            SharedAccesses = accesses,
            Decisions = ParseDecisions(lines, line, ParseNumber(count.Value, file, count.Line), file),
            File = file,
            FirstDecisionLine = line + 1,
        };

        (string Value, int Line) Required(string name) =>
            header.TryGetValue(name, out var found) ? found : throw ExplorationErrors.MissingHeader(file, line, name);
    }

    private static void CheckVersion(string first, string file)
    {
        var words = first.Split(' ');
        if (words.Length != 2 || words[0] != Schedule.Magic || !int.TryParse(words[1], CultureInfo.InvariantCulture, out var version))
        {
            throw ExplorationErrors.NotASchedule(file, first.Length > 60 ? first[..60] + "…" : first);
        }

        if (version > Schedule.CurrentVersion)
        {
            throw ExplorationErrors.NewerSchedule(file, words[1]);
        }
    }

    private static (string Name, string Value) ParseHeader(string line, string file, int number)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0
            ? (line[..colon], line[(colon + 2)..])
            : line.EndsWith(':') ? (line[..^1], "") : throw ExplorationErrors.BadLine(file, number, line, "a header line \"name: value\"");
    }

    private static ulong ParseHexadecimal(string text, string file, int line) =>
        text.StartsWith("0x", StringComparison.Ordinal) && ulong.TryParse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw ExplorationErrors.BadLine(file, line, text, "a hexadecimal number, 0x…");

    private static int ParseNumber(string text, string file, int line) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw ExplorationErrors.BadLine(file, line, text, "a number");

    private static List<ScheduleDecision> ParseDecisions(List<string> lines, int first, int count, string file)
    {
        if (lines.Count - first < count)
        {
            throw ExplorationErrors.TruncatedSchedule(file, lines.Count, count, lines.Count - first);
        }

        var decisions = new List<ScheduleDecision>();
        for (var i = first; i < lines.Count; i++)
        {
            decisions.Add(ParseDecision(lines[i], file, i + 1));
        }

        return decisions.Count == count ? decisions : throw ExplorationErrors.BadLine(file, first + count + 1, lines[first + count], "the end of the file");
    }

    private static ScheduleDecision ParseDecision(string line, string file, int number)
    {
        var words = line.Split(' ', 5);
        var kind = Array.FindIndex(Words, w => w.Word == words[0]);
        if (kind < 0 || words.Length < 4 || words[2] != "of"
            || !int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var operation)
            || !int.TryParse(words[3], NumberStyles.None, CultureInfo.InvariantCulture, out var enabled))
        {
            throw ExplorationErrors.BadLine(file, number, line, "a decision such as \"run 2 of 3 Account.cs:22 Account.TransferTo (Monitor.Enter)\"");
        }

        return new ScheduleDecision(operation, enabled, Words[kind].Kind, words.Length > 4 ? words[4] : "");
    }
}
