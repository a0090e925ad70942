using System.Globalization;
using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Redirecting;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Makes the methods that delegates to redirected members point at: they call the target with the site of the delegate's creation.</summary>
/// <param name="context">The module's context.</param>
internal sealed class ThunkFactory(ModuleContext context)
{
    private TypeDefinition? holder;

    /// <summary>A method with the shape of the member, its receiver first (boxed for a struct), as a delegate closed over the receiver wants it.</summary>
    public MethodDefinition Create(Redirection redirection, long site)
    {
        var target = context.Import(redirection.Target);
        var thunk = new MethodDefinition(
            string.Create(CultureInfo.InvariantCulture, $"{redirection.Original.Name}_{site & 0xFFFFFFFF}"),
            MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig,
            context.Module.TypeSystem.Void);
        Holder().Methods.Add(thunk);
        CopyGenericParameters(redirection.Target, thunk);
        thunk.ReturnType = Map(target.ReturnType, thunk);

        var il = thunk.Body.GetILProcessor();
        foreach (var parameter in target.Parameters.SkipLast(1))
        {
            var type = Map(parameter.ParameterType, thunk);
            var boxed = thunk.Parameters.Count == 0 && redirection is { Kind: RedirectionKind.Instance, OnValueType: true };
            var own = new ParameterDefinition(boxed ? context.Module.TypeSystem.Object : type);
            thunk.Parameters.Add(own);
            il.Emit(OpCodes.Ldarg, own);
            if (boxed)
            {
                il.Emit(OpCodes.Unbox, ((ByReferenceType)type).ElementType);
            }
        }

        il.Append(Il.Site(site));
        il.Append(Il.Call(Generics.Instantiate(target, thunk.GenericParameters)));
        il.Emit(OpCodes.Ret);
        return thunk;
    }

    private static TypeReference Map(TypeReference type, MethodDefinition thunk) =>
        Generics.Substitute(type, parameter => thunk.GenericParameters[parameter.Position]);

    private void CopyGenericParameters(MethodDefinition target, MethodDefinition thunk)
    {
        foreach (var parameter in target.GenericParameters)
        {
            thunk.GenericParameters.Add(new GenericParameter(parameter.Name, thunk) { Attributes = parameter.Attributes });
        }

        foreach (var parameter in target.GenericParameters)
        {
            foreach (var constraint in parameter.Constraints)
            {
                var type = Map(context.Module.ImportReference(constraint.ConstraintType, context.Import(target)), thunk);
                thunk.GenericParameters[parameter.Position].Constraints.Add(new GenericParameterConstraint(type));
            }
        }
    }

    private TypeDefinition Holder()
    {
        if (holder is null)
        {
            const TypeAttributes StaticClass = TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit;
            holder = new TypeDefinition("", "<ConcurrencyTrace>Thunks", StaticClass, context.Module.TypeSystem.Object);
            context.Module.Types.Add(holder);
        }

        return holder;
    }
}
