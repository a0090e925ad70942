namespace Samples;

public static class Branches
{
    // The branch of the conditional lands on the call itself: it must land on the site that is pushed before it.
    [Expect("ControlledMonitor.Enter", "ControlledMonitor.Exit", "ControlledMonitor.Enter", "ControlledMonitor.Exit")]
    public static string Branch_to_the_call()
    {
        object first = new(), second = new();
        for (var i = 0; i < 2; i++)
        {
            Monitor.Enter(i == 0 ? first : second);
            Monitor.Exit(i == 0 ? first : second);
        }

        return "balanced";
    }

    [Expect("ControlledInterlocked.Increment", "ControlledInterlocked.Increment", "ControlledInterlocked.Increment")]
    public static string Short_branches_grow()
    {
        var value = 0;
        for (var i = 0; i < 3; i++)
        {
            if (i == 7)
            {
                Interlocked.Increment(ref value);
                Interlocked.Increment(ref value);
                Interlocked.Increment(ref value);
                Interlocked.Increment(ref value);
                Interlocked.Increment(ref value);
                Interlocked.Increment(ref value);
                Interlocked.Increment(ref value);
                Interlocked.Increment(ref value);
                Interlocked.Increment(ref value);
                Interlocked.Increment(ref value);
            }

            Interlocked.Increment(ref value);
        }

        return value.ToString();
    }

    [Expect("ControlledInterlocked.Increment", "ControlledInterlocked.Increment")]
    public static string Switch_expression()
    {
        var value = 0;
        for (var i = 0; i < 4; i++)
        {
            _ = i switch
            {
                0 => Interlocked.Increment(ref value),
                1 => 5,
                2 => Interlocked.Increment(ref value),
                _ => 6,
            };
        }

        return value.ToString();
    }
}
