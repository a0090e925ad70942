using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>
/// Announces what calls do with the platform's collections and spans, as one access to the whole: that of their receiver, and those of their arguments
/// where the method called is not woven and looks through them. Those that are made for several threads are looked through under control.
/// </summary>
/// <param name="context">The module's context.</param>
internal sealed class CollectionAccess(ModuleContext context)
{
    private readonly Dictionary<MetadataToken, CallUses?> calls = [];
    private readonly Dictionary<MetadataToken, CallUses?> constructions = [];

    /// <summary>Rewrites the call at <paramref name="at"/> if its receiver is one of the collections, or an argument may be.</summary>
    public void Rewrite(BodyEditor editor, Instruction at)
    {
        var method = (MethodReference)at.Operand;
        if (UsesBy(method, at.OpCode.Code == Code.Newobj) is not { } uses || (IsOfEnumerator(uses.Receiver) && !IsOfOthers(at.Previous)) || (TextReaders.IsToString(method) && at.OpCode.Code != Code.Callvirt))
        {
            return;
        }

        if (editor.PrefixOf(at, Code.Constrained) is not { Operand: TypeReference type })
        {
            Announce(editor, at, method, uses, [Instruction.Create(OpCodes.Dup), .. OfReceiver(method, uses.Receiver)], SiteOf(editor, at, method));
        }
        else if (uses.Receiver != CollectionUse.Text && !StackTypes.Contains(type, editor.Body.Method))
        {
            // Its receiver is an address, of what may be a struct that implements the interface.
            Announce(
                editor,
                at,
                method,
                uses with { ReceiverSource = null },
                [Instruction.Create(OpCodes.Dup), Instruction.Create(OpCodes.Ldobj, type), Instruction.Create(OpCodes.Box, type)],
                SiteOf(editor, at, method));
        }
    }

    /// <summary>Whether a delegate of the member uses a collection that is its receiver, and a thunk may stand for it: as another class's own member would not.</summary>
    public bool MayBeDelegate(MethodReference member, bool isVirtual) =>
        member is { HasThis: true, DeclaringType.IsArray: false } and not GenericInstanceMethod && !member.DeclaringType.IsValueType && CollectionTable.Contains(member.DeclaringType.GetElementType().FullName)
        && UsesBy(member, isConstruction: false) is { Receiver: { } use } && !IsOfEnumerator(use) && (isVirtual || member.Resolve() is { IsVirtual: false } or { IsFinal: true });

    /// <summary>Announces the one call of a method that stands for a member where a delegate of it was made.</summary>
    public void RewriteThunk(MethodDefinition thunk, long site)
    {
        var editor = new BodyEditor(thunk.Body);
        var at = thunk.Body.Instructions.Single(instruction => instruction.OpCode.Code == Code.Callvirt);
        var method = (MethodReference)at.Operand;
        Announce(editor, at, method, Find(method, isConstruction: false)!, [Instruction.Create(OpCodes.Dup)], site);
        editor.Apply();
    }

    private long SiteOf(BodyEditor editor, Instruction at, MethodReference method) => context.Sites.Add(editor.Body.Method, at, context.NameOf(method));

    // The receiver lies under the arguments: they step aside.
    private void Announce(BodyEditor editor, Instruction at, MethodReference method, CallUses uses, Instruction[] receiver, long site)
    {
        var locals = method.Parameters.Select((p, i) => editor.Local(TypeOf(p.ParameterType, method), $"argument {i}")).ToList();
        editor.InsertBefore(
            editor.StartOf(at),
            [
                .. Enumerable.Reverse(locals).Select(Il.Store),
                .. uses.ReceiverSource is { } source && AreInCollections(source, editor.Body.Method) ? new[] { Il.Site(site), Il.Call(source) } : [],
                .. uses.Receiver is { } use ? [.. receiver, Il.Site(site), Il.Call(AnnouncingReceiver(at, method, use))] : Array.Empty<Instruction>(),
                .. locals.Zip(uses.Sources).SelectMany(l => l.Second is { } ofArgument ? new[] { Il.Load(l.First), Il.Site(site), Il.Call(ofArgument), Il.Store(l.First) } : []),
                .. locals.Zip(uses.Arguments).SelectMany(l => l.Second is { } used ? Announce(l.First, used, site) : []),
                .. locals.Select(Il.Load),
            ]);
    }

    // The receiver of a struct's method is an address; where neighbours in a list are asked for, it is no collection but in one.
    private Instruction[] OfReceiver(MethodReference method, CollectionUse? use)
    {
        if (IsOfSpan(use))
        {
            return [Instruction.Create(OpCodes.Ldobj, method.DeclaringType)];
        }

        if (use is null || CollectionTable.PropertyOf(method.DeclaringType.GetElementType().FullName, method.Name) is not { } property)
        {
            return [];
        }

        return [Il.Call(GetterOf(method.DeclaringType, property))];
    }

    // A look-up by another type of key is a struct that has its collection.
    private Instruction[] OfArgument(VariableDefinition argument) =>
        argument.VariableType.IsValueType && CollectionTable.PropertyOf(argument.VariableType.GetElementType().FullName, string.Empty) is { } property
            ? [Instruction.Create(OpCodes.Ldloca, argument), Il.Call(GetterOf(argument.VariableType, property))]
            : [Il.Load(argument)];

    private MethodReference GetterOf(TypeReference type, string property)
    {
        var getter = context.Module.ImportReference(type.Resolve().Methods.Single(m => m.Name == property));
        return new MethodReference(getter.Name, getter.ReturnType, type) { HasThis = true };
    }

    private CallUses? UsesBy(MethodReference method, bool isConstruction)
    {
        var known = isConstruction ? constructions : calls;
        if (!known.TryGetValue(method.MetadataToken, out var uses))
        {
            known[method.MetadataToken] = uses = MayConcern(method) ? Find(method, isConstruction) : null;
        }

        return uses;
    }

    // Most calls are of methods that have nothing to do with collections.
    private bool MayConcern(MethodReference method)
    {
        var type = method.DeclaringType.GetElementType().FullName;
        return method.DeclaringType is ArrayType || CollectionTable.Contains(type) || SpanArguments.IsSpan(method.DeclaringType)
            || (method.DeclaringType.Scope != context.Module && (method.HasParameters || type == "System.Array")) || TextReaders.IsToString(method);
    }

    private CallUses? Find(MethodReference method, bool isConstruction)
    {
        var receiver = UseOfReceiver(method, isConstruction);
        var arguments = method.Parameters.Select((p, i) => UseOfArgument(method, i, TypeOf(p.ParameterType, method), isConstruction)).ToArray();
        var sources = method.Parameters.Select(p => CollectionReaders.LooksThrough(method, isConstruction) ? SourceOf(TypeOf(p.ParameterType, method)) : null).ToArray();
        var receiverSource = receiver is not null && ShowsAll(method) ? SourceOfReceiver(method.DeclaringType) : null;
        return receiver is null && Array.TrueForAll(arguments, use => use is null) && Array.TrueForAll(sources, source => source is null)
            ? null
            : new(receiver, arguments, receiverSource, sources);
    }

    private MethodReference? SourceOf(TypeReference type) => type is not GenericInstanceType instance ? null : instance.ElementType.FullName switch
    {
        "System.Collections.Generic.IEnumerable`1" => Generics.Instantiate(context.Import(context.Runtime.Source), instance.GenericArguments),
        "System.Collections.Generic.IDictionary`2" => Generics.Instantiate(context.Import(context.Runtime.SourceMap), instance.GenericArguments),
        _ => null,
    };

    private MethodReference? SourceOfReceiver(TypeReference type) => type is not GenericInstanceType instance ? null : instance.ElementType.FullName switch
    {
        "System.Collections.Generic.ICollection`1" => Generics.Instantiate(context.Import(context.Runtime.SourceCollection), instance.GenericArguments),
        "System.Collections.Generic.IReadOnlyDictionary`2" => Generics.Instantiate(context.Import(context.Runtime.SourceReadOnlyMap), instance.GenericArguments),
        _ => SourceOf(type),
    };

    // The order in which one for several threads shows what is in it must be the same in every process.
    private static bool ShowsAll(MethodReference method) => method.Name is "GetEnumerator" or "CopyTo" or "get_Keys" or "get_Values";

    private static bool AreInCollections(MethodReference source, MethodDefinition caller) =>
        !((GenericInstanceMethod)source).GenericArguments.Any(argument => StackTypes.Contains(argument, caller));

    private Instruction[] Announce(VariableDefinition argument, CollectionUse use, long site) => use == CollectionUse.View
        ? [Il.Load(argument), Instruction.Create(OpCodes.Ldc_I4, ArrayAccess.Elements), Il.Call(context.Import(context.Runtime.ViewArray))]
        : [.. OfArgument(argument), Il.Site(site), Il.Call(Announcing(use, argument.VariableType))];

    private CollectionUse? UseOfArgument(MethodReference method, int parameter, TypeReference type, bool isConstruction) =>
        ArrayArguments.UseOf(method, parameter, isConstruction)
            ?? (context.IsWoven(method.DeclaringType) ? null : SpanArguments.UseOf(method, parameter))
            ?? (TextReaders.Contains(method, type) ? CollectionUse.Text : (CollectionUse?)null)
            ?? (CollectionTable.IsWritten(method.DeclaringType.FullName, method.Name, parameter) ? CollectionUse.Write : (CollectionUse?)null)
            ?? (CollectionReaders.MayBeCollection(type) && CollectionReaders.Contains(method, isConstruction) ? CollectionUse.Read : null);

    private static CollectionUse? UseOfReceiver(MethodReference method, bool isConstruction) =>
        !method.HasThis || isConstruction || method.Name == ".ctor" ? null
        : TextReaders.IsToString(method) ? CollectionUse.Text
        : method.DeclaringType is ArrayType ? method.Name == "Get" ? CollectionUse.Read : CollectionUse.Write // of several dimensions
        : SpanArguments.IsSpan(method.DeclaringType) ? SpanArguments.UseOfReceiver(method)
        : CollectionTable.PropertyOf(method.DeclaringType.GetElementType().FullName, method.Name) == method.Name ? null
        : CollectionTable.Contains(method.DeclaringType.GetElementType().FullName) ? CollectionTable.UseBy(method.DeclaringType.GetElementType().FullName, method.Name)
        : ArrayArguments.UseOfReceiver(method);

    private static TypeReference TypeOf(TypeReference type, MethodReference method) =>
        Generics.Substitute(type is IModifierType modified ? modified.ElementType : type, parameter => Generics.ArgumentOf(parameter, method));

    private static bool IsOfEnumerator(CollectionUse? use) => use is CollectionUse.Current or CollectionUse.Move;

    // Those of foreach are an operation's own, and most others.
    private static bool IsOfOthers(Instruction? receiver) =>
        receiver is { OpCode.Code: (>= Code.Ldarg_0 and <= Code.Ldarg_3) or Code.Ldarg_S or Code.Ldarg }
        || (receiver is { OpCode.Code: Code.Ldfld or Code.Ldsfld, Operand: FieldReference field }
            && Resolving.OrNull(field.DeclaringType.Resolve) is { } type && !DisplayNames.IsStateMachine(type));

    private MethodReference AnnouncingReceiver(Instruction at, MethodReference method, CollectionUse use) =>
        !IsOfBase(at, method, use) ? Announcing(use, method.DeclaringType)
        : context.Import(use == CollectionUse.Write ? context.Runtime.WriteBaseCollection : context.Runtime.ReadBaseCollection);

    // What an override leaves to the collection itself, however it guards that.
    private static bool IsOfBase(Instruction at, MethodReference method, CollectionUse use) =>
        at.OpCode.Code == Code.Call && use is (CollectionUse.Read or CollectionUse.Enumeration or CollectionUse.Write) && Resolving.OrNull(method.Resolve) is { IsVirtual: true, IsFinal: false };

    private static bool IsOfSpan(CollectionUse? use) => use is CollectionUse.ReadSpan or CollectionUse.WriteSpan;

    private MethodReference Announcing(CollectionUse use, TypeReference used)
    {
        var announcing = context.Import(use switch
        {
            CollectionUse.Count => context.Runtime.CountCollection,
            CollectionUse.Read => context.Runtime.ReadCollection,
            CollectionUse.Enumeration => context.Runtime.EnumerateCollection,
            CollectionUse.Text => context.Runtime.ReadText,
            CollectionUse.Current => context.Runtime.ReadEnumerator,
            CollectionUse.Move => context.Runtime.MoveEnumerator,
            CollectionUse.ReadSpan when used.Name == "ReadOnlySpan`1" => context.Runtime.ReadReadOnlySpan,
            CollectionUse.ReadSpan => context.Runtime.ReadSpan,
            CollectionUse.WriteSpan => context.Runtime.WriteSpan,
            _ => context.Runtime.WriteCollection,
        });
        return IsOfSpan(use) ? Generics.Instantiate(announcing, ((GenericInstanceType)used).GenericArguments) : announcing;
    }

    // What one call does with its receiver's collection, and with those of its arguments; and what stands in for those that it looks through.
    private sealed record CallUses(CollectionUse? Receiver, CollectionUse?[] Arguments, MethodReference? ReceiverSource, MethodReference?[] Sources);
}
