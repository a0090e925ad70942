namespace ConcurrencyTrace.Runtime.Controlled;

public static class ControlledOutside
{
    public static bool IsControlled => true;

    public static void Uncontrolled(long site) => Calls.Add(site);

    public static TimeSpan RealTimeout(TimeSpan timeout, long site)
    {
        Calls.Add(site);
        return timeout;
    }

    public static void NotWoven(string library, long site) => Calls.Add(site);

    public static void Skipped(long site) => Calls.Add(site);

    public static T? HandedOver<T>(T? handler, long site)
        where T : Delegate
    {
        Calls.Add(site);
        return handler;
    }

    public static T? TakenBack<T>(T? handler, long site)
        where T : Delegate
    {
        Calls.Add(site);
        return handler;
    }

    public static void File(long site) => Calls.Add(site);

    public static void Variable(long site) => Calls.Add(site);

    public static void Socket(long site) => Calls.Add(site);

    public static void SocketEvent(long site) => Calls.Add(site);

    public static void Http(long site) => Calls.Add(site);

    public static void Tls(long site) => Calls.Add(site);

    public static void Pipe(long site) => Calls.Add(site);

    public static void Process(long site) => Calls.Add(site);

    public static void Other(long site) => Calls.Add(site);

    public static void Dynamic(long site) => Calls.Add(site);
}
