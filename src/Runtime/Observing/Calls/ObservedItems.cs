namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>Items that are waited for one after another: each step is a call of its own.</summary>
internal static class ObservedItems
{
    public static IEnumerable<T> Of<T>(IEnumerable<T> items, Func<ObservedCall?> begin)
    {
        using var enumerator = items.GetEnumerator();
        while (Next(enumerator, begin()))
        {
            yield return enumerator.Current;
        }
    }

    private static bool Next<T>(IEnumerator<T> enumerator, ObservedCall? call)
    {
        if (call is null)
        {
            return enumerator.MoveNext();
        }

        try
        {
            return ObservedCalls.End(call, enumerator.MoveNext());
        }
        catch
        {
            ObservedCalls.Fail(call);
            throw;
        }
    }
}

/// <inheritdoc cref="ObservedItems"/>
/// <typeparam name="T">The items.</typeparam>
internal sealed class ObservedAsyncItems<T>(IAsyncEnumerable<T> items, Func<ObservedCall?> begin) : IAsyncEnumerable<T>
{
    public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default) => new Enumerator(items.GetAsyncEnumerator(cancellationToken), begin);

    private sealed class Enumerator(IAsyncEnumerator<T> enumerator, Func<ObservedCall?> begin) : IAsyncEnumerator<T>
    {
        public T Current => enumerator.Current;

        public ValueTask<bool> MoveNextAsync() => begin() is { } call ? ObservedCalls.End(call, enumerator.MoveNextAsync()) : enumerator.MoveNextAsync();

        public ValueTask DisposeAsync() => enumerator.DisposeAsync();
    }
}
