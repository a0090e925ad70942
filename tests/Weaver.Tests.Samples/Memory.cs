namespace Samples;

public static class Memory
{
    private static volatile int count;

    [Expect("ControlledMemory.VolatileWrite", "ControlledMemory.VolatileRead", "ControlledMemory.VolatileWrite", "ControlledMemory.VolatileRead")]
    public static string Volatile_static_field()
    {
        count = 4;
        count++;
        var last = count;
        return last.ToString();
    }

    [Expect("ControlledMemory.VolatileWrite", "ControlledMemory.VolatileRead")]
    public static string Volatile_instance_field_of_a_generic_class()
    {
        var box = new Box<string>();
        box.Value = "boxed";
        return box.Value;
    }

    [Expect("ControlledMemory.VolatileWrite", "ControlledMemory.VolatileRead")]
    public static string Volatile_field_of_a_struct()
    {
        var flag = default(Flag);
        flag.Set = true;
        var set = flag.Set;
        return set.ToString();
    }

    [Expect]
    public static string Data_of_a_field_stays_aligned()
    {
        ReadOnlySpan<long> longs = [1, 2, 3, long.MaxValue];
        ReadOnlySpan<int> ints = [1, 2, 3];
        ReadOnlySpan<byte> bytes = [1, 2, 3, 4, 5];
        return $"{longs[3]}{ints[2]}{bytes[4]}";
    }

    private sealed class Box<T>
        where T : class
    {
        public volatile T? Value;
    }

    private struct Flag
    {
        public volatile bool Set;
    }
}
