using ConcurrencyTrace.Weaver.Rewriting;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Sites;

/// <summary>Names of members as a person writes them, undoing what the compiler made of lambdas, local functions, async methods and iterators.</summary>
internal static class DisplayNames
{
    // What the compiler of Visual Basic begins the names of lambdas, of what they are in, and of async methods' types with.
    private const string VisualBasicLambda = "_Lambda$__";
    private const string VisualBasicClosure = "_Closure$__";
    private const string VisualBasicStateMachine = "VB$StateMachine_";
    private const string VisualBasicLocal = "$VB$Local_";
    private const string VisualBasicStatic = "$STATIC$";

    // Where F# puts what belongs to a file: the values of its modules, and closures that it had no better place for. The type is named $ and after the file.
    private const string FSharpStartup = "<StartupCode$";

    // Of properties and of events.
    private static readonly string[] Accessors = ["get_", "set_", "add_", "remove_"];

    /// <summary><c>Account.TransferTo</c>; <c>Account.TransferTo (lambda)</c> for a lambda in it.</summary>
    public static string OfMethod(MethodDefinition method)
    {
        var type = method.DeclaringType;
        var name = WaitingInitializers.IsInitializer(method) ? ".cctor" : method.Name;
        if (IsStateMachine(type))
        {
            name = type.Name[1..type.Name.LastIndexOf('>')]; // <TransferTo>d__5, <<TransferTo>b__0>d
        }
        else if (type.Name.StartsWith(VisualBasicStateMachine, StringComparison.Ordinal))
        {
            name = type.Name[(type.Name.IndexOf('_', VisualBasicStateMachine.Length) + 1)..]; // VB$StateMachine_5_TransferTo
        }
        else if (IsGenerated(type) && type.Name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at)
        {
            name = type.Name[..at]; // F#'s closures and tasks: transferTo@12-1
        }

        return name.StartsWith(VisualBasicLambda, StringComparison.Ordinal) ? $"{OfType(type)} (lambda)" : Member(OfType(type), Readable(name));
    }

    /// <summary>
    /// <c>Monitor.Enter</c>, <c>Task.Result</c>, <c>new SemaphoreSlim</c>: a member as a call of it reads. <c>TransferTests.total (captured)</c>: a variable that a lambda
    /// shares with the method around it.
    /// </summary>
    public static string OfMember(MemberReference member)
    {
        var written = member is FieldReference && member.Name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? member.Name[..at] : member.Name; // F#'s fields: balance@, total@12
        var name = Member(OfType(member.DeclaringType), Readable(written));
        return member is FieldReference && IsGenerated(member.DeclaringType) ? $"{name} (captured)" : name;
    }

    /// <summary>Whether the compiler made this type from an async method or an iterator.</summary>
    public static bool IsStateMachine(TypeDefinition type) =>
        type.Name.StartsWith('<') && type.Name.Contains(">d", StringComparison.Ordinal) && type.HasInterfaces
        && type.Interfaces.Any(i => i.InterfaceType.Name is "IAsyncStateMachine" or "IEnumerator");

    /// <summary>Whether compilers put lambdas, what these capture, async methods or iterators there: a type inside the one that the source names.</summary>
    public static bool IsGenerated(TypeReference type) =>
        type.DeclaringType is not null
        && (type.Name.StartsWith('<') || type.Name.StartsWith(VisualBasicClosure, StringComparison.Ordinal)
            || type.Name.StartsWith(VisualBasicStateMachine, StringComparison.Ordinal) || type.Name.Contains('@', StringComparison.Ordinal));

    /// <summary>Whether the compiler made the method of this name from a lambda or a local function of another.</summary>
    public static bool IsPartOfAnother(string method) =>
        method.StartsWith(VisualBasicLambda, StringComparison.Ordinal)
        || (method.StartsWith('<') && (method.Contains(">b__", StringComparison.Ordinal) || method.Contains(">g__", StringComparison.Ordinal)));

    private static string Member(string type, string name) => name switch
    {
        ".ctor" => $"new {type}",
        ".cctor" => $"static {type}",
        _ => $"{type}.{name}",
    };

    private static string OfType(TypeReference type)
    {
        if (type is ArrayType array)
        {
            return $"{OfType(array.ElementType)}[{new string(',', array.Rank - 1)}]";
        }

        var name = type.Name;
        var tick = name.IndexOf('`', StringComparison.Ordinal);
        name = tick < 0 ? name : name[..tick];
        name = type.Namespace.StartsWith(FSharpStartup, StringComparison.Ordinal) && name.StartsWith('$') ? name[1..] : name;
        return type.DeclaringType is null ? name : IsGenerated(type) ? OfType(type.DeclaringType) : $"{OfType(type.DeclaringType)}.{name}";
    }

    private static string Readable(string name)
    {
        if (name.StartsWith('<') && name.LastIndexOf('>') is var end and > 1)
        {
            var (inner, rest) = (name[1..end], name[(end + 1)..]);
            return rest.Length < 3 ? Readable(inner)
                : rest[0] == 'g' ? LocalFunction(rest)
                : rest[0] == 'b' ? $"{Readable(inner)} (lambda)"
                : Readable(inner);
        }

        if (name is ".ctor" or ".cctor")
        {
            return name;
        }

        if (name.StartsWith(VisualBasicLocal, StringComparison.Ordinal))
        {
            return name[VisualBasicLocal.Length..];
        }

        if (name.StartsWith(VisualBasicStatic, StringComparison.Ordinal) && name.Split('$') is [_, _, var method, _, var local, .. var further])
        {
            return $"{method}.{local}{(further.Length == 0 ? "" : " (initialisation)")}"; // $STATIC$NextNumber$20182$last$Init
        }

        // An explicit interface implementation is named by the interface's full name.
        var dot = name.LastIndexOf('.');
        name = dot < 0 ? name : name[(dot + 1)..];
        return Array.Find(Accessors, accessor => name.StartsWith(accessor, StringComparison.Ordinal)) is { } prefix ? name[prefix.Length..] : name;
    }

    // <Outer>g__Local|3_0
    private static string LocalFunction(string rest)
    {
        var name = rest["g__".Length..];
        var bar = name.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? name : name[..bar];
    }
}
