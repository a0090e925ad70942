using System.Globalization;

namespace ConcurrencyTrace.Tracing.Baselines;

/// <summary>A figure's least and greatest value over the schedules of a test.</summary>
internal readonly record struct BaselineRange(double Least, double Greatest)
{
    public BaselineRange With(double value) => new(Math.Min(Least, value), Math.Max(Greatest, value));

    public bool Has(double value, double tolerance) => value >= Least - tolerance && value <= Greatest + tolerance;

    /// <summary><c>3</c>, or <c>0..3</c>.</summary>
    public override string ToString() => Least.Equals(Greatest) ? Text(Least) : $"{Text(Least)}..{Text(Greatest)}";

    public static BaselineRange? Parse(string text)
    {
        var parts = text.Split("..");
        return parts.Length <= 2 && Number(parts[0]) is { } least && Number(parts[^1]) is { } greatest && least <= greatest ? new(least, greatest) : null;
    }

    internal static string Text(double value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
}
