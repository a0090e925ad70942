namespace ConcurrencyTrace.Harness;

/// <summary>When a test leaves files.</summary>
public enum KeepArtifacts
{
    /// <summary>When it fails; in Observe mode always, since there is but one run.</summary>
    OnFailure,

    /// <summary>Always: a test that passes leaves the trace of its last schedule.</summary>
    Always,

    /// <summary>Never, neither on disk nor attached: a failure is told by its message alone.</summary>
    Never,
}
