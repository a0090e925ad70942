namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ParallelLoopState"/>: a scheduling point before each look at what other iterations did, and before ending the loop.</summary>
public static class ControlledParallelLoopState
{
    public static void Break(ParallelLoopState self, long site) => At.Point(self, site).Break();

    public static void Stop(ParallelLoopState self, long site) => At.Point(self, site).Stop();

    public static bool get_IsExceptional(ParallelLoopState self, long site) => At.Point(self, site).IsExceptional;

    public static bool get_IsStopped(ParallelLoopState self, long site) => At.Point(self, site).IsStopped;

    public static long? get_LowestBreakIteration(ParallelLoopState self, long site) => At.Point(self, site).LowestBreakIteration;

    public static bool get_ShouldExitCurrentIteration(ParallelLoopState self, long site) => At.Point(self, site).ShouldExitCurrentIteration;
}
