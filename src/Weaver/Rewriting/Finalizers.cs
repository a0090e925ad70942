using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>
/// Lets no finalizer see the static fields of a later schedule than its object's: the collector runs it when it likes. The object keeps in which schedule it was made, and the
/// Runtime runs the finalizer in that one only.
/// </summary>
/// <param name="context">The module's context.</param>
internal sealed class Finalizers(ModuleContext context)
{
    private const string MadeInName = "<ConcurrencyTrace>madeIn";

    // Reports show what stands behind the dot.
    private const string WrittenName = "ConcurrencyTrace.Finalize";

    /// <summary>Rewrites the type's finalizer, if it has one, of which nothing may be woven yet.</summary>
    public void Rewrite(TypeDefinition type)
    {
        // Where the layout is the author's, a field more would be seen.
        if (type.IsAutoLayout && type.Methods.FirstOrDefault(IsFinalizer) is { } written)
        {
            var field = new FieldDefinition(MadeInName, FieldAttributes.Private, context.Module.TypeSystem.Int32);
            type.Fields.Add(field);
            var madeIn = new FieldReference(field.Name, field.FieldType, Generics.Self(type));
            foreach (var constructor in type.Methods.Where(static m => m is { IsConstructor: true, IsStatic: false, HasBody: true }))
            {
                Keep(madeIn, constructor);
            }

            Replace(type, written, madeIn);
        }
    }

    private void Keep(FieldReference madeIn, MethodDefinition constructor)
    {
        var il = constructor.Body.GetILProcessor();
        var first = constructor.Body.Instructions[0];
        il.InsertBefore(first, il.Create(OpCodes.Ldarg_0));
        il.InsertBefore(first, il.Create(OpCodes.Call, context.Import(context.Runtime.CurrentStatics)));
        il.InsertBefore(first, il.Create(OpCodes.Stfld, madeIn));
    }

    // The method that its author wrote keeps its body, to be woven as any other; a derived class's calls it without asking again.
    private void Replace(TypeDefinition type, MethodDefinition written, FieldReference madeIn)
    {
        var finalizer = new MethodDefinition(written.Name, written.Attributes, written.ReturnType);
        foreach (var overridden in written.Overrides)
        {
            finalizer.Overrides.Add(overridden);
        }

        written.Overrides.Clear();
        (written.Name, written.Attributes) = (WrittenName, MethodAttributes.Family | MethodAttributes.HideBySig);
        type.Methods.Add(finalizer);

        var il = finalizer.Body.GetILProcessor();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldfld, madeIn);
        il.Emit(OpCodes.Ldarg_0);
        foreach (var instruction in Il.NewAction(context, written))
        {
            il.Append(instruction);
        }

        il.Emit(OpCodes.Call, context.Import(context.Runtime.FinalizeWithStatics));
        il.Emit(OpCodes.Ret);
    }

    private static bool IsFinalizer(MethodDefinition method) => method is { Name: "Finalize", IsVirtual: true, IsNewSlot: false, HasBody: true, HasParameters: false, HasGenericParameters: false };
}
