using ConcurrencyTrace.Weaver;

try
{
    foreach (var warning in WeavingRun.Execute(WeaverOptions.Parse(args)).SelectMany(result => result.Warnings))
    {
        Console.WriteLine(warning);
    }

    return 0;
}
catch (WeaverException e)
{
    foreach (var diagnostic in e.Diagnostics)
    {
        Console.WriteLine(diagnostic);
    }

    return 1;
}
