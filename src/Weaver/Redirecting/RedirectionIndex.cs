using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Redirecting;

/// <summary>The redirection table, checked against the Runtime and the reference assemblies, ready for look-up by call.</summary>
internal sealed class RedirectionIndex
{
    // A target of this name stands for the original's own implementation where an override calls it.
    private const string BasePrefix = "base_";

    private readonly Dictionary<string, Redirection> bySignature;
    private readonly HashSet<string> originals;

    private RedirectionIndex(Dictionary<string, Redirection> bySignature)
    {
        this.bySignature = bySignature;
        originals = [.. bySignature.Values.Select(r => r.Original.DeclaringType.FullName)];
    }

    /// <summary>Number of redirected members.</summary>
    public int Count => bySignature.Count;

    /// <summary>Every redirection, without those of base classes' own implementations.</summary>
    public IEnumerable<Redirection> All => bySignature.Where(r => !r.Key.StartsWith(BasePrefix, StringComparison.Ordinal)).Select(r => r.Value);

    /// <summary>Matches every target of the table's classes with a member of the originals.</summary>
    /// <param name="table">The rows.</param>
    /// <param name="runtime">The Runtime.</param>
    /// <param name="findType">Finds the type that a row redirects.</param>
    /// <exception cref="WeaverException">CTW0002, one message a mismatch.</exception>
    public static RedirectionIndex Create(IReadOnlyList<RedirectionRow> table, ModuleDefinition runtime, Func<RedirectionRow, TypeDefinition?> findType)
    {
        var found = new Dictionary<string, Redirection>();
        var problems = new List<Diagnostic>();
        foreach (var rows in table.GroupBy(row => row.Target))
        {
            var target = runtime.GetType($"{RedirectionTable.TargetNamespace}.{rows.Key}");
            if (target is null)
            {
                problems.Add(Errors.TargetClassMissing(string.Join(", ", rows.Select(row => row.Original)), rows.Key, runtime.FileName));
                continue;
            }

            var members = new Dictionary<string, MethodDefinition>();
            var types = new List<TypeDefinition>();
            var ofLibrary = rows.Any(row => row.Library is not null);
            foreach (var row in rows)
            {
                if (findType(row) is not { } original)
                {
                    if (!ofLibrary)
                    {
                        problems.Add(Errors.OriginalTypeMissing(row.Original, rows.Key, runtime.FileName));
                    }

                    continue;
                }

                types.Add(original);
                foreach (var member in original.Methods)
                {
                    members[SignatureText.OfMember(member)] = member;
                }
            }

            Match(target, types, members, ofLibrary, found, problems);
        }

        return problems.Count == 0 ? new RedirectionIndex(found) : throw new WeaverException(problems);
    }

    /// <summary>Whether any member of the type is redirected.</summary>
    public bool IsOriginal(TypeReference type) => originals.Contains(type.GetElementType().FullName);

    /// <summary>What stands in for this member; null when it stays.</summary>
    public Redirection? Find(MethodReference member) =>
        IsOriginal(member.DeclaringType) ? bySignature.GetValueOrDefault(SignatureText.OfMember(member)) : null;

    /// <summary>What stands in for a non-virtual call of the base class's implementation of this member; null when that stays.</summary>
    public Redirection? FindBase(MethodReference member) => bySignature.GetValueOrDefault(BasePrefix + SignatureText.OfMember(member));

    /// <summary>What stands in for <paramref name="type"/>'s own implementation of an interface's or base class's method; null when it stays.</summary>
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

        return bySignature.GetValueOrDefault(SignatureText.OfMember(own));
    }

    private static void Match(
        TypeDefinition target, List<TypeDefinition> types, Dictionary<string, MethodDefinition> members, bool ofLibrary, Dictionary<string, Redirection> found, List<Diagnostic> problems)
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

                    found[prefix + text] = new Redirection(member, method, kind, ofLibrary);
                }
            }

            if (!matched && types.Count > 0 && !ofLibrary) // what another version of a library lacks, nothing calls
            {
                problems.Add(Errors.TargetMatchesNothing(method.FullName, string.Join(", ", types.Select(t => t.FullName)), target.Module.FileName));
            }
        }
    }
}
