using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing;

/// <summary>One operation: a logical thread, what Go calls a goroutine.</summary>
/// <param name="Id">Its number, from 1 (the body).</param>
/// <param name="Name">What a person would call it, for example <c>Task.Run</c> or a thread's name.</param>
/// <param name="Kind">How it came to be.</param>
/// <param name="Creator">Number of the operation that created it; 0 for the body.</param>
/// <param name="CreationSite">Where it was created.</param>
public sealed record OperationInfo(int Id, string Name, OperationKind Kind, int Creator, long CreationSite)
{
    /// <summary>For example <c>op 2 (Task.Run)</c>.</summary>
    public override string ToString() => $"op {Id} ({Name})";
}
