using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="ReadOnlySpan{T}"/>: as <see cref="ControlledArray"/> has it.</summary>
public static class ControlledReadOnlySpan
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyTo<T>(ref ReadOnlySpan<T> self, Span<T> destination, long site)
    {
        if (Control.IsActive)
        {
            ControlledSpan.CopyHalf(self, destination, site);
        }

        self.CopyTo(destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCopyTo<T>(ref ReadOnlySpan<T> self, Span<T> destination, long site)
    {
        if (Control.IsActive)
        {
            ControlledSpan.CopyHalf(self, destination, site);
        }

        return self.TryCopyTo(destination);
    }
}
