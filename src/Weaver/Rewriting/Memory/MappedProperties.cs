using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>
/// Announces what calls of F#'s own accessors do: those of mutable fields of records, of reference cells, and of mutable values of modules. They have no place of
/// their own, so they are announced where they are called.
/// </summary>
internal sealed class MappedProperties(ModuleContext context)
{
    private const string Mark = "Microsoft.FSharp.Core.CompilationMappingAttribute";

    private readonly Dictionary<MetadataToken, string?> known = [];

    /// <summary>Whether the method is such an accessor.</summary>
    public static bool IsAccessor(MethodDefinition method) => LocationOf(method) is not null;

    /// <summary>Rewrites the call at <paramref name="at"/> if it is of such an accessor.</summary>
    public void Rewrite(BodyEditor editor, Instruction at)
    {
        var method = (MethodReference)at.Operand;
        if (LocationBy(method) is { } location)
        {
            var isWrite = method.HasParameters;
            var site = context.Sites.Add(editor.Body.Method, at, context.NameOf(method));
            Announce(editor, at, context.Announcing(isWrite ? AddressUse.Write : AddressUse.Read), StableHash.Of(location), site);
        }
    }

    /// <summary>
    /// Announces the store at <paramref name="at"/> in such an accessor, if it is of a struct that processors do not copy at once: others may come while it is written,
    /// and only where it lies its parts can be told.
    /// </summary>
    public static void AnnounceTearing(BodyEditor editor, Instruction at, MethodReference announce, long site)
    {
        var type = FieldAccess.TypeOf((FieldReference)at.Operand);
        if (at.OpCode.Code is not (Code.Stfld or Code.Stsfld) || !StructStores.IsTearable(type, editor))
        {
            return;
        }

        var (value, small) = (editor.Local(type), Instruction.Create(OpCodes.Nop));
        editor.InsertBefore(
            editor.StartOf(at),
            [
                Il.Store(value), Instruction.Create(OpCodes.Sizeof, type), Instruction.Create(OpCodes.Ldc_I4, sizeof(long)), Instruction.Create(OpCodes.Ble_Un, small),
                Instruction.Create(at.OpCode.Code == Code.Stfld ? OpCodes.Dup : OpCodes.Ldnull), Instruction.Create(OpCodes.Ldc_I4, StableHash.Of(LocationOf(editor.Body.Method)!)), Il.Site(site), Il.Call(announce),
                small, Il.Load(value),
            ]);
    }

    private static void Announce(BodyEditor editor, Instruction at, MethodReference announce, int number, long site)
    {
        var method = (MethodReference)at.Operand;
        Instruction[] call = [Instruction.Create(OpCodes.Ldc_I4, number), Il.Site(site), Il.Call(announce)];
        if (!method.HasThis)
        {
            editor.InsertBefore(editor.StartOf(at), [Instruction.Create(OpCodes.Ldnull), .. call]);
        }
        else if (!method.HasParameters)
        {
            editor.InsertBefore(editor.StartOf(at), [Instruction.Create(OpCodes.Dup), .. call]);
        }
        else
        {
            var value = editor.Local(Generics.Substitute(method.Parameters[0].ParameterType, parameter => Generics.ArgumentOf(parameter, method)));
            editor.InsertBefore(editor.StartOf(at), [Il.Store(value), Instruction.Create(OpCodes.Dup), .. call, Il.Load(value)]);
        }
    }

    private string? LocationBy(MethodReference method)
    {
        if (!method.Name.StartsWith("get_", StringComparison.Ordinal) && !method.Name.StartsWith("set_", StringComparison.Ordinal))
        {
            return null;
        }

        if (!known.TryGetValue(method.MetadataToken, out var location))
        {
            known[method.MetadataToken] = location = Resolving.OrNull(method.Resolve) is { } definition ? LocationOf(definition) : null;
        }

        return location;
    }

    // What is never set after it was made is no concern. The type itself uses its fields by their names; a module's values lie in another class, which only sets them first.
    private static string? LocationOf(MethodDefinition method) =>
        method is { IsVirtual: false, DeclaringType.IsValueType: false } && (method.IsGetter || method.IsSetter)
        && method.DeclaringType.Properties.FirstOrDefault(property => property.GetMethod == method || property.SetMethod == method) is { GetMethod: not null, SetMethod: not null } mapped
        && mapped.CustomAttributes.Any(attribute => attribute.AttributeType.FullName == Mark)
            ? $"{method.DeclaringType.FullName}::{mapped.Name}{(method.IsStatic ? "" : "@")}"
            : null;
}
