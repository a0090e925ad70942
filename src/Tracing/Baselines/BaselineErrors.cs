namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>Every error of comparing with a baseline, with its code; described in <c>docs/errors.md</c>.</summary>
internal static class BaselineErrors
{
    private const string HowToAccept = "--trace-baselines accept or CONCURRENCYTRACE_BASELINES=accept";

    public static string Missing(string file) =>
        $"CTR0401: {file} does not exist. Run the test with {HowToAccept} on your machine, look at the file, and commit it.";

    public static string OtherTest(string file, string inFile, string current) =>
        $"CTR0402: {file} is the baseline of {inFile}, not of {current}. Rename the file, or accept this test's own with {HowToAccept}.";

    public static string Damaged(string file, string problem) =>
        $"CTR0403: {file}: {problem}. Take the file from version control again, or accept a new one with {HowToAccept}.";

    public static string NoSource(string sourceFile) =>
        $"CTR0404: the folder of {sourceFile}, where the baseline lies, is not on this machine. Run the tests in the checkout that they were built in.";

    public static string NotOnCi(string file) =>
        $"CTR0405: {file} was not changed: nothing is approved on a build server. Accept it on your machine and commit it, or take {HowToAccept} away.";

    public static string NotWritten(string file, Exception cause) => $"CTR0406: could not write {file}: {cause.Message}";

    public static string UnknownMode(string value) => $"CTR0407: --trace-baselines (CONCURRENCYTRACE_BASELINES) = \"{value}\": valid values are compare and accept.";

    public static string ToAccept(string received) => $"This run's figures are in {received}; to approve them: {HowToAccept}.";
}
