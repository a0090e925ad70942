using System.Runtime.InteropServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// The base of a program's own writers, between them and <see cref="TextWriter"/>. What a writer does not override of the asynchronous members calls its synchronous
/// ones on the thread pool, whoever calls it: the program or the platform.
/// </summary>
public abstract class ControlledTextWriter : TextWriter
{
    private static readonly InheritedWork Writing = new("TextWriter.WriteAsync");
    private static readonly InheritedWork WritingLine = new("TextWriter.WriteLineAsync");
    private static readonly InheritedWork Flushing = new("TextWriter.FlushAsync");

    /// <inheritdoc cref="TextWriter()"/>
    protected ControlledTextWriter()
    {
    }

    /// <inheritdoc cref="TextWriter(IFormatProvider?)"/>
    protected ControlledTextWriter(IFormatProvider? formatProvider)
        : base(formatProvider)
    {
    }

    /// <inheritdoc/>
    public override Task WriteAsync(char value) => Control.Current is { } caller ? Writing.Start(caller, () => Write(value)) : base.WriteAsync(value);

    /// <inheritdoc/>
    public override Task WriteAsync(string? value) => Control.Current is { } caller ? Writing.Start(caller, () => Write(value)) : base.WriteAsync(value);

    /// <inheritdoc/>
    public override Task WriteAsync(char[] buffer, int index, int count) =>
        Control.Current is { } caller ? Writing.Start(caller, () => Write(buffer, index, count)) : base.WriteAsync(buffer, index, count);

    /// <inheritdoc/>
    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) =>
        Control.Current is { } caller && !MemoryMarshal.TryGetArray(buffer, out _)
            ? Writing.Start(caller, () => Write(buffer.Span), cancellationToken)
            : base.WriteAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task WriteLineAsync(char value) => Control.Current is { } caller ? WritingLine.Start(caller, () => WriteLine(value)) : base.WriteLineAsync(value);

    /// <inheritdoc/>
    public override Task WriteLineAsync(string? value) => Control.Current is { } caller ? WritingLine.Start(caller, () => WriteLine(value)) : base.WriteLineAsync(value);

    /// <inheritdoc/>
    public override Task WriteLineAsync(char[] buffer, int index, int count) =>
        Control.Current is { } caller ? WritingLine.Start(caller, () => WriteLine(buffer, index, count)) : base.WriteLineAsync(buffer, index, count);

    /// <inheritdoc/>
    public override Task WriteLineAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) =>
        Control.Current is { } caller && !MemoryMarshal.TryGetArray(buffer, out _)
            ? WritingLine.Start(caller, () => WriteLine(buffer.Span), cancellationToken)
            : base.WriteLineAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task FlushAsync() => Control.Current is { } caller ? Flushing.Start(caller, Flush) : base.FlushAsync();
}
