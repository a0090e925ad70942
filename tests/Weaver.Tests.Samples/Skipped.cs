using ConcurrencyTrace;

namespace Samples;

public static class Skipped
{
    private static readonly object Gate = new();
    private static int total;

    [SkipWeaving("is called for every sample of a signal")]
    public static int Doubled
    {
        get
        {
            lock (Gate)
            {
                return ++total * 2;
            }
        }
    }

    [Expect]
    [SkipWeaving("nothing but memory")]
    public static string Memory_alone()
    {
        var sum = 0;
        int[] numbers = [1, 2, 3];
        Each(numbers, number => sum += number);
        total = sum;
        return $"{sum}";
    }

    [Expect("ControlledOutside.Skipped")]
    [SkipWeaving("a lock")]
    public static string Lock()
    {
        lock (Gate)
        {
            return $"{++total > 0}";
        }
    }

    [Expect("ControlledOutside.Skipped", "ControlledOutside.Skipped", "ControlledOutside.Skipped", "ControlledOutside.Skipped", "ControlledOutside.Skipped")]
    [SkipWeaving("lambdas with and without variables, and a local function")]
    public static string Lock_in_what_is_written_inside()
    {
        var found = 0;
        Each([1, 2], number =>
        {
            lock (Gate)
            {
                found += number;
            }
        });
        Each([1], static _ => Interlocked.Increment(ref Entered()));
        Monitor.Exit(Gate);
        return $"{found}";

        static ref int Entered()
        {
            Monitor.Enter(Gate);
            return ref total;
        }
    }

    [Expect("ControlledOutside.Skipped")]
    public static string Property() => $"{Doubled > 0}";

    [Expect("ControlledOutside.Skipped", "ControlledOutside.Skipped", "ControlledOutside.Skipped")]
    public static string Iterator() => string.Join(' ', Numbers());

    [Expect("ControlledOutside.Skipped")]
    public static string Type_with_what_is_inside() => $"{new Marked<int>.Inner(3)}";

    [SkipWeaving("runs where each of its steps is asked for")]
    private static IEnumerable<int> Numbers()
    {
        yield return 1;
        Interlocked.Increment(ref total);
        yield return 2;
    }

    private static void Each(int[] numbers, Action<int> action) => Array.ForEach(numbers, action);

    [SkipWeaving("all of it")]
    private static class Marked<T>
    {
        public sealed class Inner(T value)
        {
            public override string ToString()
            {
                lock (this)
                {
                    return $"{value}";
                }
            }
        }
    }
}
