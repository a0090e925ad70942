using System.Reflection;
using ConcurrencyTrace.Runtime;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>The woven modules of this process: the code that a schedule belongs to.</summary>
internal static class Modules
{
    public static IReadOnlyList<ScheduleModule> Loaded() =>
        [.. AppDomain.CurrentDomain.GetAssemblies()
            .Where(a => !a.IsDynamic)
            .Select(a => (Name: a.GetName().Name!, Woven: a.GetCustomAttribute<WovenAttribute>()))
            .Where(a => a.Woven is not null)
            .Select(a => new ScheduleModule(a.Name, a.Woven!.OriginalModuleVersion))
            .OrderBy(m => m.Name, StringComparer.Ordinal)];

    /// <summary>The same modules, as a trace names them.</summary>
    public static IReadOnlyList<TraceModule> OfTrace(IReadOnlyList<ScheduleModule> modules) => [.. modules.Select(m => new TraceModule(m.Name, m.Version))];

    /// <summary>What a person should know when the code is not what the schedule was found on; null when it is.</summary>
    public static string? Changed(IReadOnlyList<ScheduleModule> recorded)
    {
        var now = Loaded().ToDictionary(m => m.Name, m => m.Version);
        var changed = recorded.Where(m => now.TryGetValue(m.Name, out var version) && version != m.Version).Select(m => m.Name).ToList();
        var missing = recorded.Where(m => !now.ContainsKey(m.Name)).Select(m => m.Name).ToList();
        return (changed.Count, missing.Count) switch
        {
            (0, 0) => null,
            (_, 0) => $"code has changed since the schedule was found: {string.Join(", ", changed)}",
            (0, _) => $"not woven or not loaded now: {string.Join(", ", missing)}",
            _ => $"code has changed since the schedule was found: {string.Join(", ", changed)}; not woven or not loaded now: {string.Join(", ", missing)}",
        };
    }
}
