using System.Runtime.CompilerServices;

namespace ConcurrencyTrace;

/// <summary>An interpolated string that is put together only where annotations are recorded.</summary>
[InterpolatedStringHandler]
public ref struct AnnotationText
{
    private DefaultInterpolatedStringHandler text;

    /// <summary>Called by the compiler.</summary>
    /// <param name="literalLength">How long the constant parts are.</param>
    /// <param name="formattedCount">How many holes there are.</param>
    /// <param name="isOn">Whether to go on.</param>
    public AnnotationText(int literalLength, int formattedCount, out bool isOn)
    {
        IsOn = isOn = Annotate.IsRecording;
        text = isOn ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, System.Globalization.CultureInfo.InvariantCulture) : default;
    }

    internal bool IsOn { get; }

    /// <summary>Called by the compiler.</summary>
    /// <param name="value">A constant part.</param>
    public void AppendLiteral(string value) => text.AppendLiteral(value);

    /// <summary>Called by the compiler.</summary>
    /// <param name="value">A value.</param>
    public void AppendFormatted<T>(T value) => text.AppendFormatted(value);

    /// <summary>Called by the compiler.</summary>
    /// <param name="value">A value.</param>
    /// <param name="format">How to write it.</param>
    public void AppendFormatted<T>(T value, string? format) => text.AppendFormatted(value, format);

    internal string ToStringAndClear() => text.ToStringAndClear();
}
