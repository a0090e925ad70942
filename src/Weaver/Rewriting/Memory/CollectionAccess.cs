using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Announces calls of the platform's collections as one access to the whole collection.</summary>
/// <param name="context">The module's context.</param>
internal sealed class CollectionAccess(ModuleContext context)
{
    /// <summary>Rewrites the call at <paramref name="at"/> if its receiver is one of the collections.</summary>
    public void Rewrite(BodyEditor editor, Instruction at)
    {
        var method = (MethodReference)at.Operand;
        if (!method.HasThis || method.Name == ".ctor" || !CollectionTable.Contains(method.DeclaringType.GetElementType().FullName)
            || Il.Prefix(at, Code.Constrained) is not null)
        {
            return;
        }

        // The receiver lies under the arguments: they step aside.
        var announce = context.Import(CollectionTable.UseBy(method.Name) switch
        {
            CollectionUse.Count => context.Runtime.CountCollection,
            CollectionUse.Read => context.Runtime.ReadCollection,
            _ => context.Runtime.WriteCollection,
        });
        var locals = method.Parameters.Select((p, i) => editor.Local(TypeOf(p.ParameterType, method), $"argument {i}")).ToList();
        editor.InsertBefore(
            Il.Start(at),
            [
                .. Enumerable.Reverse(locals).Select(Il.Store),
                Instruction.Create(OpCodes.Dup),
                Il.Site(context.Sites.Add(editor.Body.Method, at, DisplayNames.OfMember(method))),
                Il.Call(announce),
                .. locals.Select(Il.Load),
            ]);
    }

    private static TypeReference TypeOf(TypeReference type, MethodReference method) =>
        Generics.Substitute(type is IModifierType modified ? modified.ElementType : type, parameter => parameter.Type == GenericParameterType.Type
            ? ((GenericInstanceType)method.DeclaringType).GenericArguments[parameter.Position]
            : ((GenericInstanceMethod)method).GenericArguments[parameter.Position]);
}
