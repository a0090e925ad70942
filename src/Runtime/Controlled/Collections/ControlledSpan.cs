using System.Runtime.CompilerServices;
using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Span{T}"/>: as <see cref="ControlledArray"/> has it.</summary>
public static class ControlledSpan
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Clear<T>(ref Span<T> self, long site)
    {
        if (Control.IsActive)
        {
            FillHalf(self, default!, site);
        }

        self.Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill<T>(ref Span<T> self, T value, long site)
    {
        if (Control.IsActive)
        {
            FillHalf(self, value, site);
        }

        self.Fill(value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void CopyTo<T>(ref Span<T> self, Span<T> destination, long site)
    {
        if (Control.IsActive)
        {
            CopyHalf(self, destination, site);
        }

        self.CopyTo(destination);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryCopyTo<T>(ref Span<T> self, Span<T> destination, long site)
    {
        if (Control.IsActive)
        {
            CopyHalf(self, destination, site);
        }

        return self.TryCopyTo(destination);
    }

    // What overlaps is copied in an order that matters; what does not fit is not copied at all.
    internal static void CopyHalf<T>(ReadOnlySpan<T> source, Span<T> destination, long site)
    {
        ControlledMemory.ReadReadOnlySpan(source, site);
        ControlledMemory.WriteSpan(destination, site);
        if (source.Length > 1 && source.Length <= destination.Length && ControlledMemory.IsChangedInParts(site) && !source.Overlaps(destination))
        {
            source[..(source.Length / 2)].CopyTo(destination);
            ControlledMemory.PauseInWrite(site);
        }
    }

    private static void FillHalf<T>(Span<T> span, T value, long site)
    {
        ControlledMemory.WriteSpan(span, site);
        if (span.Length > 1 && ControlledMemory.IsChangedInParts(site))
        {
            span[..(span.Length / 2)].Fill(value);
            ControlledMemory.PauseInWrite(site);
        }
    }
}
