using System.Runtime.CompilerServices;

namespace Samples;

/// <summary>Each member makes one redirected call and returns the line that it stands on.</summary>
public sealed class Places : IPlace
{
    private static int value;

    private readonly int constructed;

    public Places()
    {
        constructed = Line(Interlocked.Increment(ref value));
    }

    public int Property => Line(Interlocked.Increment(ref value));

    public static string Plain()
    {
        var line =
            Line(Interlocked.Increment(ref value));
        return (line - 1).ToString();
    }

    public static string Constructor() => new Places().constructed.ToString();

    public static string Accessor() => new Places().Property.ToString();

    public static string Lambda()
    {
        Func<int> call = () => Line(Interlocked.Increment(ref value));
        return call().ToString();
    }

    public static string Capturing_lambda_in_a_lambda()
    {
        var own = 0;
        Func<Func<int>> call = () => () => Line(Interlocked.Increment(ref own));
        return call()().ToString();
    }

    public static string Local_function()
    {
        return Inner().ToString();

        static int Inner() => Line(Interlocked.Increment(ref value));
    }

    public static async Task<string> Asynchronous()
    {
        await Task.CompletedTask;
        return Line(Interlocked.Increment(ref value)).ToString();
    }

    public static async Task<string> Asynchronous_lambda()
    {
        Func<Task<int>> call = async () => Line(Interlocked.Increment(ref value));
        return (await call()).ToString();
    }

    public static string Iterator()
    {
        return Lines().Single().ToString();
    }

    public static string Explicit_implementation() => ((IPlace)new Places()).Place().ToString();

    public static string Nested_generic() => Nested<int>.Place().ToString();

    int IPlace.Place() => Line(Interlocked.Increment(ref value));

    private static IEnumerable<int> Lines()
    {
        yield return Line(Interlocked.Increment(ref value));
    }

    private static int Line(int incremented, [CallerLineNumber] int line = 0) => line;

    private static class Nested<T>
    {
        public static int Place() => Line(Interlocked.Increment(ref value));
    }
}
