using System.Runtime.CompilerServices;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>The number that the system, and so the runtime's own events, give a thread.</summary>
internal static class SystemThread
{
    [ThreadStatic]
    private static int current;

    public static int Current => current != 0 ? current : current = (int)CurrentOf(null);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "get_CurrentOSThreadId")]
    private static extern ulong CurrentOf(Thread? type);
}
