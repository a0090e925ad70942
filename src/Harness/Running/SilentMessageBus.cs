using Xunit.Sdk;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>Takes the output of schedules that may turn out not to matter; the output of the one that does is passed on afterwards.</summary>
internal sealed class SilentMessageBus : IMessageBus
{
    public static SilentMessageBus Instance { get; } = new();

    public bool QueueMessage(IMessageSinkMessage message) => true;

    public void Dispose()
    {
    }
}
