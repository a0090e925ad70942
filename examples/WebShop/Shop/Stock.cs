namespace Shop;

/// <summary>How much of the only article is left. <see cref="TryTake"/> has a bug: between the look and the act, another request looks too.</summary>
public sealed class Stock
{
    private readonly Lock gate = new();
    private int left = 1;

    public async Task<bool> TryTake()
    {
        if (left == 0)
        {
            return false;
        }

        await Payment();
        left--;
        return true;
    }

    public async Task<bool> TryTakeAtOnce()
    {
        lock (gate)
        {
            if (left == 0)
            {
                return false;
            }

            left--;
        }

        await Payment();
        return true;
    }

    public void Deliver()
    {
        lock (gate)
        {
            left++;
        }
    }

    // Takes no time when tests run: theirs is a virtual clock.
    private static Task Payment() => Task.Delay(TimeSpan.FromSeconds(2));
}
