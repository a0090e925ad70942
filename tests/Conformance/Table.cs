namespace ConcurrencyTrace.Conformance;

/// <summary>The suite as a table: one line a pair, then the totals.</summary>
internal static class Table
{
    /// <returns>The exit code: zero when every pair is as it must be.</returns>
    public static int Print()
    {
        Console.WriteLine("| primitive | member | kind of bug | shows as | found at schedule | decisions after shrinking | replayed | twin passed |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        Console.Error.WriteLine($"Exploring {AllPairs.List.Count} pairs, then replaying what was found in {Judged.Replays} fresh processes, a few seconds each (CONFORMANCE_REPLAYS says in how many) …");
        AllPairs.List.AsParallel().ForAll(pair => (_, _) = (Judged.Buggy(pair), Judged.Correct(pair)));
        var (found, replayed, passed) = (0, 0, 0);
        var wrong = new List<string>();
        foreach (var pair in AllPairs.List)
        {
            var failure = Judged.Buggy(pair).Failure;
            var isFound = failure?.Kind == pair.Kind && !Judged.Escapes(Judged.Buggy(pair)).Any();
            var same = failure is null ? 0 : Judged.Replayed(pair).Count(line => line == Judged.Line(failure));
            var twin = Judged.Correct(pair);
            var isPassed = twin.Failure is null && !Judged.Escapes(twin).Any();
            found += isFound ? 1 : 0;
            replayed += same == Judged.Replays ? 1 : 0;
            passed += isPassed ? 1 : 0;
            if (!isFound || same != Judged.Replays)
            {
                wrong.Add($"{pair.Name}: {Judged.Line(failure)}; {string.Join("; ", Judged.Escapes(Judged.Buggy(pair)).Concat(Judged.Replayed(pair)).Distinct())}");
            }

            if (!isPassed)
            {
                wrong.Add($"{pair.Name} (twin): {string.Join("; ", Judged.Escapes(twin))}{Environment.NewLine}{twin.Failure?.Report}");
            }

            var (primitive, member) = (pair.Member[..pair.Member.IndexOf('.', StringComparison.Ordinal)], pair.Member[(pair.Member.IndexOf('.', StringComparison.Ordinal) + 1)..]);
            Console.WriteLine($"| {primitive} | {member} | {pair.Bug} | {pair.Kind} | {(isFound ? failure!.ScheduleNumber : "NO")} | {failure?.Schedule.Decisions.Count} | {same} of {Judged.Replays} | {Word(isPassed)} |");
        }

        var all = AllPairs.List.Count;
        Console.WriteLine($"{all} pairs: {found} found, {replayed} replayed, {passed} twins passed");
        Console.WriteLine(new TraceWeight());
        wrong.ForEach(Console.WriteLine);
        return wrong.Count == 0 ? 0 : 1;
    }

    private static string Word(bool holds) => holds ? "yes" : "NO";
}
