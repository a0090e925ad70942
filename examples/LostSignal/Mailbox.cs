namespace LostSignal;

/// <summary>A queue with a signal. It looks at the queue and then waits for the signal: what is sent in between is signalled to nobody.</summary>
public class Mailbox
{
    private readonly Queue<string> letters = new();
    private readonly Lock gate = new();
    private TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Send(string letter)
    {
        lock (gate)
        {
            letters.Enqueue(letter);
        }

        arrived.TrySetResult();
    }

    public virtual async Task<string> ReceiveAsync()
    {
        if (TryTake() is { } letter)
        {
            return letter;
        }

        await Renew();
        return TryTake()!;
    }

    protected string? TryTake()
    {
        lock (gate)
        {
            return letters.TryDequeue(out var letter) ? letter : null;
        }
    }

    protected Task Renew()
    {
        lock (gate)
        {
            arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return arrived.Task;
        }
    }
}

/// <summary>Renews the signal first and looks at the queue after, so that no letter falls in between.</summary>
public sealed class CarefulMailbox : Mailbox
{
    public override async Task<string> ReceiveAsync()
    {
        while (true)
        {
            var arrived = Renew();
            if (TryTake() is { } letter)
            {
                return letter;
            }

            await arrived;
        }
    }
}
