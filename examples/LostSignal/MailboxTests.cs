using ConcurrencyTrace.Harness;
using Xunit;

namespace LostSignal;

public class MailboxTests
{
    [TracedFact]
    public Task A_letter_is_received() => SendAndReceive(new Mailbox());

    [TracedFact]
    public Task A_letter_is_received_from_a_careful_mailbox() => SendAndReceive(new CarefulMailbox());

    private static async Task SendAndReceive(Mailbox mailbox)
    {
        var sending = Task.Run(() => mailbox.Send("hello"));

        Assert.Equal("hello", await mailbox.ReceiveAsync());
        await sending;
    }
}
