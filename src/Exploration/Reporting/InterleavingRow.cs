namespace ConcurrencyTrace.Exploration.Reporting;

/// <summary>A line of an interleaving.</summary>
/// <param name="Operation">Whose line it is.</param>
/// <param name="Verb">What it does.</param>
/// <param name="Place">Where; empty where that says nothing.</param>
/// <param name="Times">How many events the line stands for.</param>
internal readonly record struct InterleavingRow(int Operation, string Verb, string Place, int Times)
{
    public string Line(int verbWidth) => Place.Length == 0 ? Verb : $"{Verb.PadRight(verbWidth)} {Place}";
}
