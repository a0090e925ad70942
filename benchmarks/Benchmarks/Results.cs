using System.Globalization;
using System.Runtime.InteropServices;

namespace Benchmarks;

/// <summary>Prints the figures and keeps them in a Markdown file.</summary>
internal sealed class Results(string file) : IDisposable
{
    private readonly StreamWriter writer = new(file);

    public void Header()
    {
        Line("# Results");
        Line();
        Line($"Written by `benchmarks/run`: {Environment.ProcessorCount} cores, {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSArchitecture}, release build.");
        Line("Figures beside each other come from alternating runs of the same process or of processes started in turn; each is the median of its runs.");
        Line("Ratios hold better than absolute figures; on a busy machine Coyote, which changes threads more often, loses more than we do.");
        Load("at the beginning");
    }

    public void Section(string title, string text)
    {
        Line();
        Line($"## {title}");
        Line();
        Line(text);
        Line();
    }

    public void Table(params string[] columns)
    {
        Row(columns);
        Line("|" + string.Concat(columns.Select((_, i) => i == 0 ? "---|" : "---:|")));
    }

    public void Row(params string[] cells) => Line($"| {string.Join(" | ", cells)} |");

    public void Verdict(bool met, string text)
    {
        Line();
        Line($"{(met ? "Met" : "**Not met**")}: {text}");
    }

    /// <summary>How busy the machine was, where the system tells.</summary>
    public void Load(string when)
    {
        const string Source = "/proc/loadavg";
        if (File.Exists(Source))
        {
            Line();
            Line($"Load average {when}: {File.ReadAllText(Source).Split(' ')[0]}.");
        }
    }

    public void Dispose() => writer.Dispose();

    public static string Number(double value, string format = "#,0") => value.ToString(format, CultureInfo.InvariantCulture);

    private void Line(string text = "")
    {
        Console.WriteLine(text);
        writer.WriteLine(text);
        writer.Flush();
    }
}
