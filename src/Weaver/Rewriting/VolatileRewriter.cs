using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Announces accesses to fields declared <c>volatile</c>: each is a scheduling point.</summary>
/// <param name="context">The module's context.</param>
internal sealed class VolatileRewriter(ModuleContext context)
{
    /// <summary>Rewrites the access.</summary>
    public void Rewrite(BodyEditor editor, Instruction access)
    {
        var field = (FieldReference)access.Operand;
        var isWrite = access.OpCode.Code is Code.Stfld or Code.Stsfld;
        var announce = context.Import(isWrite ? context.Runtime.VolatileWrite : context.Runtime.VolatileRead);
        var site = context.Sites.Add(editor.Body.Method, access, context.NameOf(field));
        FieldAccess.Announce(editor, access, announce, context.NumberOf(field), site, ownerIsObject: !field.DeclaringType.IsValueType);
    }
}
