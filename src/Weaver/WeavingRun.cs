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
        var sessions = new ConcurrentBag<WeavingSession> { new(options) };
        try
        {
            Parallel.ForEach(
                LargestFirst(options),
                new ParallelOptions { MaxDegreeOfParallelism = Math.Min(MostWorkers, Environment.ProcessorCount) },
                i =>
                {
                    // Only by a worker that has something to weave: the last ones to start may find nothing left.
                    var session = sessions.TryTake(out var idle) ? idle : new WeavingSession(options);
                    try
                    {
                        results[i] = session.Weave(options.Inputs[i]);
                    }
                    catch (WeaverException fault)
                    {
                        faults[i] = fault;
                    }
                    finally
                    {
                        sessions.Add(session);
                    }
                });
        }
        finally
        {
            foreach (var session in sessions)
            {
                session.Dispose();
            }
        }

        var diagnostics = faults.SelectMany(f => f?.Diagnostics ?? []).ToList();
        return diagnostics.Count == 0 ? results : throw new WeaverException(diagnostics);
    }

    // One at a time to whoever is free. What cannot be looked at is reported when it is read.
    private static OrderablePartitioner<int> LargestFirst(WeaverOptions options) => Partitioner.Create(
        Enumerable.Range(0, options.Inputs.Count).OrderByDescending(i => new FileInfo(options.Inputs[i].Input) is { Exists: true } file ? file.Length : 0),
        EnumerablePartitionerOptions.NoBuffering);
}
