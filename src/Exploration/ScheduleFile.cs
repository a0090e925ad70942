namespace ConcurrencyTrace.Exploration;

internal static class ScheduleFile
{
    public static Schedule Parse(string text, string file) => throw new NotImplementedException();

    public static string Format(Schedule schedule) => throw new NotImplementedException();
}
