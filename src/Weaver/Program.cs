using ConcurrencyTrace.Weaver;

try
{
    if (args is ["--dependencies", var file, "--add", var assemblies])
    {
        DependencyFile.Add(file, File.ReadLines(assemblies));
        return 0;
    }

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
