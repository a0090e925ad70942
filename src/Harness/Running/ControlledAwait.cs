using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>Stands in for the runtime's awaitable of the same shape.</summary>
internal static class ControlledAwait
{
    public static ConfiguredValueTaskAwaitable Task(ValueTask task) => task.ConfigureAwait(false);
}
