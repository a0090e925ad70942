using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Redirecting;

/// <summary>The redirection table, ready for look-up by call. A class of the Runtime is matched with its originals when one of them is asked for: most programs use few.</summary>
internal sealed class RedirectionIndex
{
    // A target of this name stands for the original's own implementation where an override calls it.
    private const string BasePrefix = "base_";

    private readonly ILookup<string, RedirectionRow> byTarget;
    private readonly ILookup<string, RedirectionRow> byOriginal;
    private readonly ModuleDefinition runtime;
    private readonly Func<RedirectionRow, TypeDefinition?> findType;
    private readonly HashSet<string> seen = [];
    private readonly Dictionary<string, Redirection> bySignature = [];

    /// <summary>Creates an index of a table.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="runtime">The Runtime.</param>
    /// <param name="findType">Finds the type that a row redirects.</param>
    public RedirectionIndex(IReadOnlyList<RedirectionRow> table, ModuleDefinition runtime, Func<RedirectionRow, TypeDefinition?> findType)
    {
        (this.runtime, this.findType) = (runtime, findType);
        byTarget = table.ToLookup(row => row.Target);
        byOriginal = table.ToLookup(row => row.Original);
    }

    /// <summary>Every redirection, without those of base classes' own implementations.</summary>
    /// <exception cref="WeaverException">CTW0002, one message a mismatch.</exception>
    public IEnumerable<Redirection> All
    {
        get
        {
            Match(byTarget.Select(rows => rows.Key));
            return bySignature.Where(r => !r.Key.StartsWith(BasePrefix, StringComparison.Ordinal)).Select(r => r.Value);
        }
    }

    /// <summary>Whether the table has the type.</summary>
    public bool IsOriginal(TypeReference type) => byOriginal.Contains(type.GetElementType().FullName);

    /// <summary>What stands in for this member; null when it stays.</summary>
    /// <exception cref="WeaverException">CTW0002, one message a mismatch.</exception>
    public Redirection? Find(MethodReference member) => IsOriginal(member.DeclaringType) ? Find(member, prefix: "") : null;

    /// <summary>What stands in for a non-virtual call of the base class's implementation of this member; null when that stays.</summary>
    /// <exception cref="WeaverException">CTW0002, one message a mismatch.</exception>
    public Redirection? FindBase(MethodReference member) => Find(member, BasePrefix);

    /// <summary>What stands in for <paramref name="type"/>'s own implementation of an interface's or base class's method; null when it stays.</summary>
    /// <exception cref="WeaverException">CTW0002, one message a mismatch.</exception>
    public Redirection? FindImplementation(TypeReference type, MethodReference inherited)
    {
        if (!IsOriginal(type))
        {
            return null;
        }

        var own = new MethodReference(inherited.Name, inherited.ReturnType, type) { HasThis = true };
        foreach (var parameter in inherited.Parameters)
        {
            own.Parameters.Add(parameter);
        }

        return Find(own, prefix: "");
    }

    private Redirection? Find(MethodReference member, string prefix)
    {
        Match(byOriginal[member.DeclaringType.GetElementType().FullName].Select(row => row.Target));
        return bySignature.GetValueOrDefault(prefix + SignatureText.OfMember(member));
    }

    private void Match(IEnumerable<string> targets)
    {
        var problems = new List<Diagnostic>();
        foreach (var target in targets.Where(seen.Add))
        {
            Match(target, [.. byTarget[target]], problems);
        }

        if (problems.Count > 0)
        {
            throw new WeaverException(problems);
        }
    }

    // Every target of a class with a member of its originals.
    private void Match(string name, List<RedirectionRow> rows, List<Diagnostic> problems)
    {
        if (runtime.GetType($"{RedirectionTable.TargetNamespace}.{name}") is not { } target)
        {
            problems.Add(Errors.TargetClassMissing(string.Join(", ", rows.Select(row => row.Original)), name, runtime.FileName));
            return;
        }

        var members = new Dictionary<string, MethodDefinition>();
        var types = new List<TypeDefinition>();
        var ofLibrary = rows.Exists(row => row.Library is not null);
        foreach (var row in rows)
        {
            if (findType(row) is { } original)
            {
                types.Add(original);
                foreach (var member in original.Methods)
                {
                    members[SignatureText.OfMember(member)] = member;
                }
            }
            else if (!ofLibrary)
            {
                problems.Add(Errors.OriginalTypeMissing(row.Original, name, runtime.FileName));
            }
        }

        Match(target, types, members, ofLibrary, problems);
    }

    private void Match(TypeDefinition target, List<TypeDefinition> types, Dictionary<string, MethodDefinition> members, bool ofLibrary, List<Diagnostic> problems)
    {
        foreach (var method in target.Methods.Where(m => m is { IsPublic: true, IsStatic: true, IsConstructor: false }))
        {
            var matched = false;
            var prefix = method.Name.StartsWith(BasePrefix, StringComparison.Ordinal) ? BasePrefix : "";
            var name = method.Name[prefix.Length..];
            var shaped = method.Parameters is [.., { ParameterType.MetadataType: MetadataType.Int64 }];
            foreach (var (kind, text) in shaped ? types.SelectMany(type => SignatureText.OfTarget(method, name, type, ofLibrary)) : [])
            {
                if (members.TryGetValue(text, out var member))
                {
                    matched = true;
                    if (TypeParameters.Stricter(method, member) is { } parameter)
                    {
                        problems.Add(Errors.TargetStricter(method.FullName, parameter, member.FullName, target.Module.FileName));
                    }

                    bySignature[prefix + text] = new Redirection(member, method, kind, ofLibrary);
                }
            }

            if (!matched && types.Count > 0 && !ofLibrary) // what another version of a library lacks, nothing calls
            {
                problems.Add(Errors.TargetMatchesNothing(method.FullName, string.Join(", ", types.Select(t => t.FullName)), target.Module.FileName));
            }
        }
    }
}
