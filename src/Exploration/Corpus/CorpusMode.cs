namespace ConcurrencyTrace.Exploration;

/// <summary>What an exploration does with the schedules of its corpus (<see cref="ExplorerOptions.CorpusFolder"/>).</summary>
public enum CorpusMode
{
    /// <summary>Replays them first.</summary>
    Replay,

    /// <summary>Replays them first, and adds the schedule of a failure that it finds.</summary>
    Promote,

    /// <summary>Replays them first, and writes those that no longer apply anew, as the nearest schedule that the code offers now.</summary>
    Refresh,

    /// <summary>Nothing.</summary>
    Off,
}
