namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>Two operations that were about to use one object at once, one of them writing.</summary>
/// <param name="First">Who came first.</param>
/// <param name="Second">Who came second.</param>
/// <param name="On">The object's type.</param>
internal sealed record DataRace(DataRaceSide First, DataRaceSide Second, Type On);

/// <summary>One of the two.</summary>
/// <param name="Operation">Its number.</param>
/// <param name="IsWrite">Whether it was about to write.</param>
/// <param name="Site">Where.</param>
internal sealed record DataRaceSide(int Operation, bool IsWrite, long Site);
