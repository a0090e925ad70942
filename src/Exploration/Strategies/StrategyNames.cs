namespace ConcurrencyTrace.Exploration;

/// <summary>The names of the strategies, as options, environment and command line take them (letter case does not matter).</summary>
public static class StrategyNames
{
    /// <summary><see cref="Surw"/> in every other schedule, <see cref="Pct"/> and <see cref="Pos"/> in turn between: the default.</summary>
    public const string Portfolio = "Portfolio";

    /// <summary>A random walk: each enabled operation is as likely as the others.</summary>
    public const string Random = "Random";

    /// <summary>Probabilistic concurrency testing (Burckhardt, Kothari, Musuvathi, Nagarakatte, <i>A Randomized Scheduler with Probabilistic Guarantees of Finding Bugs</i>, ASPLOS 2010).</summary>
    public const string Pct = "PCT";

    /// <summary>Partial order sampling (Yuan, Yang, Gu, <i>Partial Order Aware Concurrency Sampling</i>, CAV 2018).</summary>
    public const string Pos = "POS";

    /// <summary>Selectively uniform random walk (Zhao, Wolff, Mathur, Roychoudhury, <i>Selectively Uniform Concurrency Testing</i>, ASPLOS 2025).</summary>
    public const string Surw = "SURW";

    /// <summary>Depth-first enumeration of every schedule, for small programs.</summary>
    public const string Exhaustive = "Exhaustive";

    /// <summary>Microsoft.Coyote's random strategy.</summary>
    public const string CoyoteRandom = "CoyoteRandom";

    /// <summary>Microsoft.Coyote's probabilistic strategy.</summary>
    public const string CoyoteProbabilistic = "CoyoteProbabilistic";

    /// <summary>Microsoft.Coyote's prioritization strategy.</summary>
    public const string CoyotePrioritization = "CoyotePrioritization";

    /// <summary>Microsoft.Coyote's fair prioritization strategy.</summary>
    public const string CoyoteFairPrioritization = "CoyoteFairPrioritization";

    /// <summary>Microsoft.Coyote's delay-bounding strategy.</summary>
    public const string CoyoteDelayBounding = "CoyoteDelayBounding";

    /// <summary>Microsoft.Coyote's Q-learning strategy.</summary>
    public const string CoyoteQLearning = "CoyoteQLearning";

    /// <summary>Every name.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Portfolio, Random, Pct, Pos, Surw, Exhaustive,
        CoyoteRandom, CoyoteProbabilistic, CoyotePrioritization, CoyoteFairPrioritization, CoyoteDelayBounding, CoyoteQLearning,
    ];
}
