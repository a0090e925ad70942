using System.Reflection;
using ConcurrencyTrace.Runtime;
using ConcurrencyTrace.Tracing;

namespace ConcurrencyTrace.Exploration;

/// <summary>The woven modules of this process: the code that a schedule belongs to.</summary>
internal static class Modules
{
    public static IReadOnlyList<ScheduleModule> Loaded() =>
        [.. Woven().Select(w => new ScheduleModule(w.Name, w.Module.OriginalModuleVersion)).OrderBy(m => m.Name, StringComparer.Ordinal)];

    /// <summary>The identifiers of those loaded modules that are another version than the recorded one.</summary>
    public static IReadOnlySet<int> ChangedIds(IReadOnlyList<ScheduleModule> recorded) =>
        Woven().Where(w => recorded.Any(m => m.Name == w.Name && m.Version != w.Module.OriginalModuleVersion)).Select(w => w.Module.ModuleId).ToHashSet();

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

    private static IEnumerable<(string Name, WovenAttribute Module)> Woven() =>
        from assembly in AppDomain.CurrentDomain.GetAssemblies()
        where !assembly.IsDynamic
        let woven = assembly.GetCustomAttribute<WovenAttribute>()
        where woven is not null
        select (assembly.GetName().Name!, woven);
}
