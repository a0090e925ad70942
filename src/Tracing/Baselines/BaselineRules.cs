using ConcurrencyTrace.Tracing.Judging;
using ConcurrencyTrace.Tracing.Places;

namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>The demand that a run is as approved.</summary>
internal static class BaselineRules
{
    /// <summary>The rule for the test whose source is given.</summary>
    public static Rule Match(BaselineOptions options, string sourceFile, string member) => Rule.Judging(options.Name.Length == 0 ? "to match its baseline" : $"to match its baseline \"{options.Name}\"", trace =>
    {
        var (mode, text) = BaselineSetting.Read();
        return mode is null ? Inconclusive(BaselineErrors.UnknownMode(text))
            : SourceFolder.Of(sourceFile) is { } folder
                ? Judge(trace, BaselineFiles.Beside(trace.Header.Test, folder, sourceFile, member, options.Name), options, mode.Value, ContinuousIntegration.Detected)
                : Inconclusive(BaselineErrors.NoSource(sourceFile));
    });

    /// <summary>Compares, or approves.</summary>
    public static Finding? Judge(Trace trace, BaselineFiles files, BaselineOptions options, BaselineMode mode, bool onCi)
    {
        if (Evidence.Lost(trace) is { } lost)
        {
            return new Finding(lost, IsInconclusive: true);
        }

        var found = BaselineSummary.Of(trace);
        if (mode == BaselineMode.Compare)
        {
            return Compare(trace, files, found, options);
        }

        return onCi
            ? Inconclusive(BaselineErrors.NotOnCi(BaselineFiles.Display(files.Verified)))
            : Write(() => files.Accept(trace, found), files.Verified) is { } problem ? Inconclusive(problem) : null;
    }

    private static Finding? Compare(Trace trace, BaselineFiles files, IReadOnlyDictionary<BaselineFigure, double> found, BaselineOptions options)
    {
        var file = BaselineFiles.Display(files.Verified);
        if (!File.Exists(files.Verified))
        {
            return Inconclusive(BaselineErrors.Missing(file), Receive(files, Baseline.Of(trace.Header.Test, trace.Header.Mode, found)));
        }

        Baseline approved;
        try
        {
            approved = BaselineFile.Parse(File.ReadAllText(files.Verified));
        }
        catch (Exception e) when (e is FormatException or IOException or UnauthorizedAccessException)
        {
            return Inconclusive(BaselineErrors.Damaged(file, e.Message.TrimEnd('.')));
        }

        var (current, inFile) = ((trace.Header.Test, trace.Header.Mode), (approved.Test, approved.Mode));
        return current != inFile
            ? Inconclusive(BaselineErrors.OtherTest(file, Words(inFile), Words(current)))
            : BaselineDifference.Find(approved, found, options, file) is { } difference
                ? new Finding(new Explanation(difference.ToString(), Receive(files, approved.With(found))), IsInconclusive: false)
                : null;
    }

    private static string[] Receive(BaselineFiles files, Baseline received) =>
        [Write(() => BaselineFiles.Write(files.Received, received), files.Received) ?? BaselineErrors.ToAccept(BaselineFiles.Display(files.Received))];

    private static string? Write(Action write, string file)
    {
        try
        {
            write();
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return BaselineErrors.NotWritten(BaselineFiles.Display(file), e);
        }
    }

    private static string Words((string Test, TraceMode Mode) of) => $"{(of.Test.Length == 0 ? "a test without a name" : of.Test)} in {of.Mode} mode";

    private static Finding Inconclusive(string problem, params string[] lines) => new(new Explanation(problem, lines), IsInconclusive: true);
}
