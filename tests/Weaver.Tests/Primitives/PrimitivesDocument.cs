using System.Globalization;
using System.Text;
using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Redirecting;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Tests.Primitives;

/// <summary>Writes <c>docs/primitives.md</c> from the tables.</summary>
internal sealed class PrimitivesDocument
{
    private readonly List<TypeDefinition> controlled = [];
    private readonly List<(TypeDefinition Type, string Reason)> passing = [];
    private readonly List<(string Type, string Reason)> uncontrolled = [];
    private readonly HashSet<string> redirected;

    public PrimitivesDocument(ReferenceResolver resolver, RedirectionIndex redirections)
    {
        redirected = [.. redirections.All.Select(r => r.Original.FullName)];
        foreach (var type in Platform.Types(resolver))
        {
            if (redirections.IsOriginal(type))
            {
                controlled.Add(type);
            }
            else if (WholeTypes(type.FullName) is { } row)
            {
                uncontrolled.Add((Name(type), row.Reason));
            }
            else if (PassingTypes.Reasons.TryGetValue(type.FullName, out var reason))
            {
                passing.Add((type, reason));
            }
            else if (!Platform.HoldsDataOnly(type))
            {
                Unknown.Add(type.FullName);
            }
        }
    }

    /// <summary>Types that none of the tables knows.</summary>
    public List<string> Unknown { get; } = [];

    /// <summary>Names in the lists that are no types of the platform, or that another list has already.</summary>
    public IEnumerable<string> Superfluous =>
        PassingTypes.Reasons.Keys.Except(passing.Select(p => p.Type.FullName));

    /// <summary>The page.</summary>
    public override string ToString()
    {
        var text = new StringBuilder("""
            # Primitives

            What happens to each public type of the platform that starts, orders, blocks or wakes, or that tells the time. This page is made from the weaver's
            tables by a test (`PrimitivesDocumentTests`, which says how to write it anew) and names every public type in `System.Threading` and below,
            `System.Collections.Concurrent`, `System.IO.Pipelines` and `System.Timers`, and whatever else is redirected.

            - [Controlled](#controlled): a call in woven code is one of ours under `[TracedFact]`, and the original elsewhere.
            - [Woven with the program](#woven-with-the-program): the calls are the originals', of a library whose own calls are controlled.
            - [Not controlled](#not-controlled): the call is the original's. In a session it is named with its place, in `ExplorationResult.Uncontrolled` and as warning CTR0114.
            - [Called back from outside](#called-back-from-outside): I/O. It is waited for in real time, and named when it was.
            - [Passes](#passes): the original is called, and nothing is lost by that.

            `(2 of 3)`: so many overloads. A member of a controlled type that stays as it is neither blocks nor wakes, or calls something that is controlled.

            Type initialisers (static constructors and initial values of static fields) run once in a process: the first schedule that needs a type runs its initialiser, as one
            step unless it waits. Whoever needs the type meanwhile waits for its end, and who waits for each other in this way is a deadlock; such a schedule file replays in a
            process of its own. Static fields keep their values from one schedule to the next, unless [the project asks for fresh ones](options.md#static-fields).


            """.ReplaceLineEndings("\n"));
        WriteControlled(text);
        WriteWoven(text);
        WriteUncontrolled(text);
        WriteOutside(text);
        WritePassing(text);
        return text.ToString();
    }

    private void WriteControlled(StringBuilder text)
    {
        text.Append("## Controlled\n\n");
        foreach (var type in controlled)
        {
            var members = type.Methods.Where(m => m.IsPublic && !(m.IsConstructor && m.IsStatic)).GroupBy(MemberName)
                .Select(group => (Name: group.Key, All: group.Count(), Redirected: group.Count(m => redirected.Contains(m.FullName)), Member: group.First()))
                .OrderBy(member => member.Name, StringComparer.Ordinal).ToList();
            var escaping = members.Where(m => UncontrolledTable.Contains(m.Member)).ToList();
            text.Append(CultureInfo.InvariantCulture, $"### {Name(type)}\n\n");
            Write(text, "controlled", members.Where(m => m.Redirected > 0).Select(m => m.Redirected == m.All ? $"`{m.Name}`" : $"`{m.Name}` ({m.Redirected} of {m.All})"));
            Write(text, "not controlled", escaping.Select(m => $"`{m.Name}` ({Reason(type, m.Member)})"));
            Write(text, "as it is", members.Where(m => m.Redirected < m.All).Except(escaping).Select(m => m.Redirected == 0 ? $"`{m.Name}`" : $"`{m.Name}` ({m.All - m.Redirected} of {m.All})"));
            text.Append('\n');
        }
    }

    private void WriteWoven(StringBuilder text) =>
        text.Append($"""
            ## Woven with the program

            Dataflow consists of tasks and locks. A build weaves the platform's copy of `System.Threading.Tasks.Dataflow`, or the package, for a program that uses it, and has that
            copy loaded: {string.Join(", ", uncontrolled.Where(row => row.Item2 == UncontrolledTable.Dataflow).Select(row => row.Item1))}.
            Other libraries of the platform, those of ASP.NET Core included, are woven when they are named: `<ConcurrencyTraceWeave Include="Microsoft.Extensions.Caching.Memory" />`.
            A program for another version of .NET than the SDK's has the original, and its blocks are not controlled: {UncontrolledTable.Dataflow}.


            """.ReplaceLineEndings("\n"));

    private void WriteUncontrolled(StringBuilder text)
    {
        text.Append("## Not controlled\n\n| type | why |\n|---|---|\n");
        foreach (var rows in uncontrolled.Where(row => row.Item2 != UncontrolledTable.Dataflow).Concat(Partial()).OrderBy(row => row.Item1, StringComparer.Ordinal).GroupBy(row => row.Item2, row => row.Item1))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(", ", rows)} | {rows.Key} |\n");
        }

        text.Append("| `Mutex`, `Semaphore`, `EventWaitHandle` with a name | the operating system's: other processes may hold or signal them |\n\n");
    }

    private static void WriteOutside(StringBuilder text) =>
        text.Append($"""
            ## Called back from outside

            I/O is done for real. What awaits it is waited for in real time, for `ExternalWaitTimeout` (10 s by default) at most, while other operations go on; the place is named.
            Whether it was there at once, and in which order operations come back, is part of the schedule.
            Once a program has given a handler or a callback to one of {string.Join(", ", CallbackTable.Names.Select(name => $"`{name}`"))}, what handlers could bring about
            (a `TaskCompletionSource`, an event, a semaphore) is waited for in the same way before a schedule is called a deadlock or a timeout is due. Each call of such a handler is an operation, of
            kind `External`, on the thread that calls, and when it came is part of the schedule. Delegates that return a task are left to who is outside. What a `SocketAsyncEventArgs` is called for by
            an override of `OnCompleted` is waited for, and not under control.

            Streams, readers and writers of the program's own that leave asynchronous members to `Stream`, `TextReader` or `TextWriter` are under control: the synchronous member that such a one calls runs as
            an operation, also where it is the platform that calls (a `StreamReader`, a `GZipStream`, a serialiser). `BeginRead` and `BeginWrite` are the platform's.

            Files, folders and environment variables are shared though they are no memory: a call that reads or changes them is a scheduling point. The calls are those of
            {string.Join(", ", FileTable.Types.Select(name => $"`{name}`"))}.

            So is what has another end, and what others see: a call that sends, takes, closes or looks is a scheduling point, and where it waits in the operating system, others go on. The calls are
            those of {string.Join(", ", ConnectionTable.Types.Select(name => $"`{name}`"))}, and of every stream, reader and writer that stands for a file or for one of these.


            """.ReplaceLineEndings("\n"));

    private void WritePassing(StringBuilder text)
    {
        text.Append("## Passes\n\nEnumerations, delegates, exceptions, event arguments and attributes, and:\n\n| type | why |\n|---|---|\n");
        foreach (var types in passing.GroupBy(row => row.Reason, row => Name(row.Type)))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(", ", types)} | {types.Key} |\n");
        }
    }

    private static void Write(StringBuilder text, string what, IEnumerable<string> members)
    {
        var names = string.Join(", ", members);
        if (names.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"- {what}: {names}\n");
        }
    }

    private static UncontrolledRow? WholeTypes(string type) => UncontrolledTable.Rows.FirstOrDefault(row => row.Type == type && row.Members.Length == 0);

    // Members of types that are otherwise no concern of ours.
    private IEnumerable<(string, string)> Partial() =>
        UncontrolledTable.Rows.Where(row => row.Members.Length > 0 && controlled.TrueForAll(type => type.FullName != row.Type))
            .Select(row => ($"{string.Join(", ", row.Members.Select(member => $"`{Short(row.Type)}.{Accessor(member)}`"))}", row.Reason));

    private static string Reason(TypeDefinition type, MethodDefinition member) =>
        UncontrolledTable.Rows.First(row => row.Type == type.FullName && UncontrolledTable.IsIn(row, member.Name, member.HasThis)).Reason;

    private static string MemberName(MethodDefinition method) => method.IsConstructor ? "new" : Accessor(method.Name);

    private static string Accessor(string name) =>
        name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal) ? name[4..] : name;

    private static string Short(string type) => type[(type.LastIndexOf('.') + 1)..];

    private static string Name(TypeDefinition type)
    {
        var name = type.Name;
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        if (tick >= 0)
        {
            name = $"{name[..tick]}<{string.Join(", ", type.GenericParameters.Skip(type.DeclaringType?.GenericParameters.Count ?? 0).Select(p => p.Name))}>";
        }

        return type.DeclaringType is { } outer ? $"{Name(outer)[..^1]}.{name}`" : $"`{type.Namespace}.{name}`";
    }
}
