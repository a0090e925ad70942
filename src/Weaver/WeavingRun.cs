using System.Collections.Concurrent;
using ConcurrencyTrace.Weaver.Assemblies;

namespace ConcurrencyTrace.Weaver;

/// <summary>Weaves a list of assemblies against one Runtime.</summary>
internal static class WeavingRun
{
    // Each worker reads the Runtime and the references for itself: more of them would gain nothing by it.
    private const int MostWorkers = 4;

    /// <summary>Weaves the inputs, several at once, and says what became of each, in their order.</summary>
    /// <exception cref="WeaverException">Inputs cannot be woven, or the table does not match the Runtime.</exception>
    public static IReadOnlyList<WeavingResult> Execute(WeaverOptions options)
    {
        var results = new WeavingResult[options.Inputs.Count];
        var faults = new WeaverException?[options.Inputs.Count];
        var pending = new ConcurrentQueue<int>(LargestFirst(options));
        using var first = new WeavingSession(options); // what it refuses, it refuses once
        var workers = Math.Clamp(pending.Count, 1, Math.Min(MostWorkers, Environment.ProcessorCount));
        var others = Enumerable.Range(1, workers - 1).Select(_ => Task.Run(() =>
        {
            using var session = new WeavingSession(options);
            WeavePending(session);
        })).ToArray();
        WeavePending(first);
        Task.WaitAll(others);

        var diagnostics = faults.SelectMany(f => f?.Diagnostics ?? []).Distinct().ToList();
        return diagnostics.Count == 0 ? results : throw new WeaverException(diagnostics);

        void WeavePending(WeavingSession session)
        {
            while (pending.TryDequeue(out var i))
            {
                try
                {
                    results[i] = session.Weave(options.Inputs[i]);
                }
                catch (WeaverException fault)
                {
                    faults[i] = fault;
                }
            }
        }
    }

    // What cannot be looked at is reported when it is read.
    private static IEnumerable<int> LargestFirst(WeaverOptions options) =>
        Enumerable.Range(0, options.Inputs.Count).OrderByDescending(i => new FileInfo(options.Inputs[i].Input) is { Exists: true } file ? file.Length : 0);
}
