namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledLazy
{
    public static Lazy<T> New<T>(Func<T> valueFactory, long site)
    {
        Calls.Add(site);
        return new Lazy<T>(valueFactory);
    }

    public static T get_Value<T>(Lazy<T> self, long site)
    {
        Calls.Add(site);
        return self.Value;
    }
}
