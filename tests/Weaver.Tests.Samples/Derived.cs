using ConcurrencyTrace;

namespace Samples;

public static class Derived
{
    [Expect("ControlledProgressBase.Begin", "ControlledProgressBase.End")]
    public static string Constructor_that_keeps_the_context() => new Own<int>(4).ToString();

    [Expect("ControlledTextReader.ReadLineAsync", "ControlledTextReader.ReadLineAsync", "ControlledTextReader.ReadLineAsync")]
    public static string Inherited_and_called_from_an_override() => Lines(new Inheriting(), new Overriding<int>(), new Group<int>.Within());

    [Expect]
    public static string Left_as_its_author_wishes() => Lines(new Marked(), new OfMarked());

    private static string Lines(params TextReader[] readers) => string.Join(", ", readers.Select(static reader => reader.ReadLineAsync().GetAwaiter().GetResult()));

    private sealed class Own<T>(T last) : Progress<T>(_ => { })
    {
        public override string ToString() => $"{last}";
    }

    private class Inheriting : TextReader
    {
        public override string ReadLine() => "inherited";
    }

    private sealed class Overriding<T> : Inheriting
    {
        public override Task<string?> ReadLineAsync() => base.ReadLineAsync();
    }

    private sealed class Group<T>
    {
        public sealed class Within : TextReader
        {
            public override string ReadLine() => $"within a class of {typeof(T).Name}";
        }
    }

    [SkipWeaving("with its base")]
    private class Marked : TextReader
    {
        public override string ReadLine() => "marked";
    }

    private sealed class OfMarked : Marked
    {
        public override Task<string?> ReadLineAsync() => base.ReadLineAsync();
    }
}
