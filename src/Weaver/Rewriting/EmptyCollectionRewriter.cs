using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Has the Runtime make the empty immutable collections that keep their items in the order of hash codes, where a method takes them from a field.</summary>
/// <param name="context">The module's context.</param>
internal sealed class EmptyCollectionRewriter(ModuleContext context)
{
    private const string Dictionary = "System.Collections.Immutable.ImmutableDictionary`2";
    private const string HashSet = "System.Collections.Immutable.ImmutableHashSet`1";

    /// <summary>Whether the field holds one.</summary>
    public static bool IsEmpty(FieldReference field) => field is { Name: "Empty", DeclaringType: GenericInstanceType { ElementType.FullName: Dictionary or HashSet } };

    /// <summary>Rewrites the instruction at <paramref name="at"/> if it reads such a field.</summary>
    /// <returns>Whether it does.</returns>
    public bool Rewrite(BodyEditor editor, Instruction at)
    {
        var field = (FieldReference)at.Operand;
        if (!IsEmpty(field))
        {
            return false;
        }

        var type = (GenericInstanceType)field.DeclaringType;
        var made = type.ElementType.FullName == Dictionary ? context.Runtime.EmptyDictionary : context.Runtime.EmptySet;
        var site = Il.Site(context.Sites.Add(editor.Body.Method, at, DisplayNames.OfMember(field)));
        editor.Replace(at, site, Il.Call(Generics.Instantiate(context.Import(made), type.GenericArguments)));
        return true;
    }
}
