using ConcurrencyTrace.Runtime.Scheduling;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <c>Microsoft.Coyote.Random.Generator</c>: its numbers are choices of the schedule. Called only under control.</summary>
public static class ControlledGenerator
{
    public static bool NextBoolean(object self, long site) => NextInteger(self, 2, site) == 1;

    public static int NextInteger(object self, int maxValue, long site)
    {
        var operation = Control.Current!;
        return operation.Scheduler.ChooseNumber(operation, maxValue, site);
    }
}
