namespace Samples;

public static class Tails
{
    private static int count;

    // The tests put a tail. prefix before this call: C# writes none.
    public static int Increment() => Interlocked.Increment(ref count);

    public static string Run() => Increment().ToString();
}
