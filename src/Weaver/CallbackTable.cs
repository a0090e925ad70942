using Mono.Cecil;

namespace ConcurrencyTrace.Weaver;

/// <summary>The platform's types that call a program back from outside: once one of them was given a delegate, whatever a program waits for may come from there.</summary>
/// <remarks>
/// A task of theirs that is awaited needs no such note: nothing is known of who completes it, so it is waited for in real time anyway. But what an event handler
/// completes, a <c>TaskCompletionSource</c> or a semaphore of the program's own, looks like what operations complete.
/// Signals to the process (<c>Console.CancelKeyPress</c>, <c>AppDomain.ProcessExit</c>) are left out: no test waits for them.
/// </remarks>
internal static class CallbackTable
{
    private static readonly HashSet<string> Types =
    [
        "System.ComponentModel.BackgroundWorker",
        "System.Diagnostics.Process",
        "System.IO.FileStream",
        "System.IO.FileSystemWatcher",
        "System.IO.Stream",
    ];

    // With the namespaces below them.
    private static readonly string[] Namespaces = ["System.IO.Pipes", "System.IO.Ports", "System.Net"];

    private static readonly string[] Below = [.. Namespaces.Select(name => name + ".")];

    /// <summary>Types and namespaces, in order, for the document.</summary>
    public static IEnumerable<string> Names => Types.Concat(Namespaces.Select(name => name + ".*")).Order(StringComparer.Ordinal);

    /// <summary>Whether a call of this member hands a delegate of the program's to something outside, or takes it back.</summary>
    public static bool Contains(MethodReference member) =>
        IsOutside(member.DeclaringType) && HandsOver(member);

    /// <summary>Whether a call of this member passes a delegate.</summary>
    public static bool HandsOver(MethodReference member) => member.HasParameters && member.Parameters.Any(p => IsDelegate(p.ParameterType));

    /// <summary>Whether a call of this member, one of the table's, takes delegates back.</summary>
    public static bool TakesBack(MethodReference member) => member.Name.StartsWith("remove_", StringComparison.Ordinal);

    /// <summary>Whether the type is that of a delegate.</summary>
    public static bool IsDelegate(TypeReference type) => !type.IsGenericParameter && type.Resolve()?.BaseType?.FullName == "System.MulticastDelegate";

    /// <summary>Whether a call of this member hands over an object that the system calls, by a method that the program may have overridden.</summary>
    public static bool CallsBackIn(MethodReference member) =>
        member.HasParameters && member.Parameters.Any(static p => p.ParameterType.FullName == "System.Net.Sockets.SocketAsyncEventArgs");

    private static bool IsOutside(TypeReference type)
    {
        var outermost = type.GetElementType();
        while (outermost.DeclaringType is { } outer)
        {
            outermost = outer;
        }

        return Types.Contains(outermost.FullName) || Namespaces.Contains(outermost.Namespace) || Below.Any(name => outermost.Namespace.StartsWith(name, StringComparison.Ordinal));
    }
}
