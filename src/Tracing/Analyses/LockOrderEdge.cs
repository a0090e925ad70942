using ConcurrencyTrace.Runtime.Recording;

namespace ConcurrencyTrace.Tracing.Analyses;

/// <summary>An operation took, or wanted to take, one lock while it held another.</summary>
/// <param name="Held">Number of the lock that it held.</param>
/// <param name="Taken">Number of the lock that it took.</param>
/// <param name="Operation">Number of the operation.</param>
/// <param name="HeldMode">How it held the first.</param>
/// <param name="TakenMode">How it took the second.</param>
/// <param name="HeldEvent">Index of the event in which it took the first.</param>
/// <param name="TakenEvent">Index of the event in which it took the second, or blocked for it.</param>
/// <param name="AllHeld">Every lock that it held just then, and how: one that others hold too keeps them apart, unless all of them only read.</param>
public sealed record LockOrderEdge(
    int Held, int Taken, int Operation, HoldMode HeldMode, HoldMode TakenMode, int HeldEvent, int TakenEvent, IReadOnlyDictionary<int, HoldMode> AllHeld);
