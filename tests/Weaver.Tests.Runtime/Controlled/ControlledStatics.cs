namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledStatics
{
    public static List<(Action Clear, Action? Initialize)> Types { get; } = [];

    public static int Current { get; set; }

    public static void Register(Action clear, Action? initialize) => Types.Add((clear, initialize));

    public static void Finalize(int madeIn, Action finalizer)
    {
        if (madeIn == Current)
        {
            finalizer();
        }
    }
}
