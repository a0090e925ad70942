using System.Collections.Concurrent;
using ConcurrencyTrace.Tracing.Places;

namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>The approved file of a test, and beside it what its last differing run was.</summary>
internal sealed class BaselineFiles(string folder, string name)
{
    public const string FolderName = "__baselines__";

    // A test is approved over all its schedules: what those before this one came to, by file.
    private static readonly ConcurrentDictionary<string, (Baseline Baseline, int Schedule)> Accepting = new();

    /// <summary>Full path of what is approved.</summary>
    public string Verified => Path.Combine(folder, FolderName, name + ".verified.txt");

    /// <summary>Full path of what was found.</summary>
    public string Received => Path.Combine(folder, FolderName, name + ".received.txt");

    /// <summary>The path as messages give it: alike on every machine.</summary>
    public static string Display(string path) => $"{FolderName}/{Path.GetFileName(path)}";

    /// <summary>The files of the test that a trace is of.</summary>
    /// <param name="test">The test's identity; where it is empty, the files are named after the source file and member.</param>
    /// <param name="folder">The folder of the source.</param>
    /// <param name="sourceFile">The source.</param>
    /// <param name="member">The member that asserts.</param>
    /// <param name="name">Which of the test's baselines; empty for its only one.</param>
    public static BaselineFiles Beside(string test, string folder, string sourceFile, string member, string name = "")
    {
        var ofTest = test.Length > 0 ? TestFileName.Beside(test) : TestFileName.Of($"{Path.GetFileNameWithoutExtension(sourceFile)}.{member}");
        return new(folder, name.Length == 0 ? ofTest : $"{ofTest}.{TestFileName.Of(name)}");
    }

    /// <summary>Approves a run, together with those of earlier schedules of the same exploration, and with what was approved of the same one before.</summary>
    public void Accept(Trace trace, IReadOnlyDictionary<BaselineFigure, double> figures)
    {
        var (test, mode, schedule) = (trace.Header.Test, trace.Header.Mode, trace.Header.Schedule);
        var (baseline, _) = Accepting.AddOrUpdate(
            Verified,
            _ => (Baseline.Of(test, mode, figures), schedule),
            (_, before) => (schedule >= before.Schedule && before.Baseline.Test == test ? before.Baseline.With(figures) : Baseline.Of(test, mode, figures), schedule));
        Write(Verified, baseline);
        File.Delete(Received);
    }

    /// <summary>Writes a file where it is not so already: whole or not at all, since several processes may have the test.</summary>
    public static void Write(string path, Baseline baseline)
    {
        var text = BaselineFile.Format(baseline);
        if (File.Exists(path) && File.ReadAllText(path) == text)
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }
}
