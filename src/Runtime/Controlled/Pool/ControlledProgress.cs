namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Progress{T}"/>: where no context is to take what it reports, the thread pool does, and each report is an operation.</summary>
public static class ControlledProgress
{
    public static Progress<T> New<T>(long site) => Make(site, static _ => new Progress<T>(), 0);

    public static Progress<T> New<T>(Action<T> handler, long site) => Make(site, static h => new Progress<T>(h), handler);

    // It keeps the context that it finds when it is made.
    private static Progress<T> Make<T, TState>(long site, Func<TState, Progress<T>> make, TState state)
    {
        ControlledProgressBase.Begin(site);
        try
        {
            return make(state);
        }
        finally
        {
            ControlledProgressBase.End();
        }
    }
}
