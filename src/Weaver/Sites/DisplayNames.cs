using ConcurrencyTrace.Weaver.Rewriting;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Sites;

/// <summary>Names of members as a person writes them, undoing what the compiler made of lambdas, local functions, async methods and iterators.</summary>
internal static class DisplayNames
{
    /// <summary><c>Account.TransferTo</c>; <c>Account.TransferTo (lambda)</c> for a lambda in it.</summary>
    public static string OfMethod(MethodDefinition method)
    {
        var type = method.DeclaringType;
        var name = WaitingInitializers.IsInitializer(method) ? ".cctor" : method.Name;

        // A state machine's type carries the name of the method that it was made from: <TransferTo>d__5, <<TransferTo>b__0>d.
        if (IsStateMachine(type))
        {
            name = type.Name[1..type.Name.LastIndexOf('>')];
        }

        while (type.DeclaringType is not null && type.Name.StartsWith('<'))
        {
            type = type.DeclaringType;
        }

        return Member(OfType(type), Readable(name));
    }

    /// <summary><c>Monitor.Enter</c>, <c>Task.Result</c>, <c>new SemaphoreSlim</c>: a member as a call of it reads.</summary>
    public static string OfMember(MemberReference member) => Member(OfType(member.DeclaringType), Readable(member.Name));

    /// <summary>Whether the compiler made this type from an async method or an iterator.</summary>
    public static bool IsStateMachine(TypeDefinition type) =>
        type.Name.StartsWith('<') && type.Name.Contains(">d", StringComparison.Ordinal) && type.HasInterfaces
        && type.Interfaces.Any(i => i.InterfaceType.Name is "IAsyncStateMachine" or "IEnumerator");

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
        return type.DeclaringType is null ? name : $"{OfType(type.DeclaringType)}.{name}";
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

        // An explicit interface implementation is named by the interface's full name.
        var dot = name.LastIndexOf('.');
        name = dot < 0 ? name : name[(dot + 1)..];
        return name.StartsWith("get_", StringComparison.Ordinal) || name.StartsWith("set_", StringComparison.Ordinal) ? name[4..] : name;
    }

    // <Outer>g__Local|3_0
    private static string LocalFunction(string rest)
    {
        var name = rest["g__".Length..];
        var bar = name.IndexOf('|', StringComparison.Ordinal);
        return bar < 0 ? name : name[..bar];
    }
}
