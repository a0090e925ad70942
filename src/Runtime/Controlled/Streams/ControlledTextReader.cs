using System.Runtime.InteropServices;
using System.Text;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>
/// The base of a program's own readers, between them and <see cref="TextReader"/>. What a reader does not override of the asynchronous members calls its synchronous
/// ones on the thread pool, whoever calls it: the program or the platform.
/// </summary>
public abstract class ControlledTextReader : TextReader
{
    private const int CharactersAtOnce = 4096;

    private static readonly InheritedWork Reading = new("TextReader.ReadAsync");
    private static readonly InheritedWork ReadingLine = new("TextReader.ReadLineAsync");
    private static readonly InheritedWork ReadingBlock = new("TextReader.ReadBlockAsync");

    /// <inheritdoc/>
    public override Task<string?> ReadLineAsync() => Control.Current is { } caller ? ReadingLine.Start(caller, ReadLine) : base.ReadLineAsync();

    /// <inheritdoc/>
    public override Task<string> ReadToEndAsync(CancellationToken cancellationToken) =>
        Control.Current is null ? base.ReadToEndAsync(cancellationToken) : ReadAll(cancellationToken);

    /// <inheritdoc/>
    public override Task<int> ReadAsync(char[] buffer, int index, int count) =>
        Control.Current is { } caller && IsWithin(buffer, index, count) ? ReadLater(caller, buffer.AsMemory(index, count)) : base.ReadAsync(buffer, index, count);

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<char> buffer, CancellationToken cancellationToken = default) =>
        Control.Current is { } caller && !MemoryMarshal.TryGetArray<char>(buffer, out _)
            ? new ValueTask<int>(ReadLater(caller, buffer, cancellationToken))
            : base.ReadAsync(buffer, cancellationToken);

    /// <inheritdoc/>
    public override Task<int> ReadBlockAsync(char[] buffer, int index, int count) =>
        Control.Current is not null && IsWithin(buffer, index, count) ? ReadWhole(buffer.AsMemory(index, count)) : base.ReadBlockAsync(buffer, index, count);

    /// <inheritdoc/>
    public override ValueTask<int> ReadBlockAsync(Memory<char> buffer, CancellationToken cancellationToken = default) =>
        Control.Current is { } caller && !MemoryMarshal.TryGetArray<char>(buffer, out _)
            ? new ValueTask<int>(ReadingBlock.Start(caller, () => ReadBlock(buffer.Span), cancellationToken))
            : base.ReadBlockAsync(buffer, cancellationToken);

    // What is not is left to the platform to refuse.
    private static bool IsWithin(char[] buffer, int index, int count) => buffer is not null && index >= 0 && count >= 0 && count <= buffer.Length - index;

    private Task<int> ReadLater(Operation? caller, Memory<char> buffer, CancellationToken token = default) =>
        caller is null ? Task.FromResult(Read(buffer.Span)) : Reading.Start(caller, () => Read(buffer.Span), token);

    private async Task<string> ReadAll(CancellationToken token)
    {
        var text = new StringBuilder();
        var buffer = new char[CharactersAtOnce];
        while (await ReadLater(Control.Current, buffer, token).ConfigureAwait(false) is > 0 and var count)
        {
            text.Append(buffer, 0, count);
        }

        return text.ToString();
    }

    private async Task<int> ReadWhole(Memory<char> buffer)
    {
        var done = 0;
        while (done < buffer.Length && await ReadLater(Control.Current, buffer[done..]).ConfigureAwait(false) is > 0 and var count)
        {
            done += count;
        }

        return done;
    }
}
