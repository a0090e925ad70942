namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>How far a run may be from its baseline. In Explore mode every figure is repeatable, so that nothing needs a tolerance; real times do.</summary>
public sealed record BaselineOptions
{
    /// <summary>Tells the baselines of one test apart where it has several, for example one of each part of the work.</summary>
    /// <value>Empty by default: the test's one baseline, <c>Class.Method.verified.txt</c>; with a name, <c>Class.Method.Name.verified.txt</c>.</value>
    public string Name { get; init; } = "";

    /// <summary>How many operations more or fewer one place in the code may start.</summary>
    /// <value>0 by default.</value>
    public int OperationsTolerance { get; init; }

    /// <summary>How many operations more or fewer may be live at a time.</summary>
    /// <value>0 by default.</value>
    public int LiveOperationsTolerance { get; init; }

    /// <summary>How many times more or less often operations may have to wait for a lock.</summary>
    /// <value>0 by default.</value>
    public int ContentionsTolerance { get; init; }

    /// <summary>How much longer or shorter all operations together may be blocked for one reason and resource.</summary>
    /// <value>None by default.</value>
    public TimeSpan BlockedTimeTolerance { get; init; }

    /// <summary>The same as a share of the approved time: 0.1 for a tenth. The larger of both counts.</summary>
    /// <value>0 by default.</value>
    public double BlockedTimeToleranceShare { get; init; }
}
