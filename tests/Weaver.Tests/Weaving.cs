using System.Runtime.Loader;
using ConcurrencyTrace.Runtime.Controlled;
using ConcurrencyTrace.Weaver.Assemblies;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>Weaves against the tests' Runtime.</summary>
internal static class Weaving
{
    public static string Runtime { get; } = typeof(ControlledAwait).Assembly.Location;

    public static string Samples { get; } = typeof(Samples.ExpectAttribute).Assembly.Location;

    /// <summary>Rows for the classes of the tests' Runtime.</summary>
    public static IReadOnlyList<RedirectionRow> Table { get; } =
    [
        new("System.Lazy`1", "ControlledLazy"),
        new("System.Threading.CancellationToken", "ControlledCancellationToken"),
        new("System.Threading.CancellationTokenRegistration", "ControlledCancellationTokenRegistration"),
        new("System.Threading.Interlocked", "ControlledInterlocked"),
        new("System.Threading.Lock", "ControlledLock"),
        new("System.Threading.Lock/Scope", "ControlledLockScope"),
        new("System.Threading.Monitor", "ControlledMonitor"),
        new("System.Threading.SemaphoreSlim", "ControlledSemaphoreSlim"),
        new("System.Threading.Tasks.Task", "ControlledTask"),
        new("System.Threading.Tasks.Task`1", "ControlledTask"),
        new("System.Threading.Tasks.TaskCompletionSource`1", "ControlledTaskCompletionSource"),
        new("System.Threading.WaitHandle", "ControlledWaitHandle"),
    ];

    /// <summary>The platform's assemblies and the test's own.</summary>
    public static IReadOnlyList<string> References { get; } = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);

    public static string TemporaryFolder() => Directory.CreateTempSubdirectory("weaver-tests-").FullName;

    public static IReadOnlyList<WeavingResult> Run(IReadOnlyList<RedirectionRow> table, bool memory, params (string Input, string Output)[] inputs) => Run(table, memory, [], inputs);

    public static IReadOnlyList<WeavingResult> Run(IReadOnlyList<RedirectionRow> table, bool memory, IReadOnlyList<string> freshStatics, params (string Input, string Output)[] inputs) =>
        WeavingRun.Execute(new WeaverOptions { Runtime = Runtime, References = References, Inputs = inputs, Table = table, Memory = memory, FreshStatics = freshStatics });

    /// <summary>Weaves one assembly into a folder of its own.</summary>
    public static string Weave(string input, bool memory = false)
    {
        var output = Path.Combine(TemporaryFolder(), Path.GetFileName(input));
        Run(Table, memory, (input, output));
        return output;
    }

    /// <summary>Loads a woven assembly beside the original.</summary>
    public static System.Reflection.Assembly Load(string path) =>
        new AssemblyLoadContext(Path.GetFileName(path)).LoadFromAssemblyPath(path);

    /// <summary>Weaves in order to see it refused.</summary>
    public static IReadOnlyList<Diagnostic> Refusal(Action weave) => Assert.Throws<WeaverException>(weave).Diagnostics;
}
