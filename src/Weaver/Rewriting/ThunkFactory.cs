using System.Globalization;
using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Redirecting;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Makes the methods that delegates to redirected members, or to those of collections, point at: they call what stands in for the member, or the member itself.</summary>
/// <param name="context">The module's context.</param>
internal sealed class ThunkFactory(ModuleContext context)
{
    private TypeDefinition? holder;

    /// <summary>A method with the shape of the member, its receiver first (boxed for a struct), as a delegate closed over the receiver wants it.</summary>
    /// <param name="redirection">What stands in for the member.</param>
    /// <param name="bracket">What says where the program is observed when a call of the member begins and ends; null when nothing does.</param>
    /// <param name="site">Where the delegate is made.</param>
    public MethodDefinition Create(Redirection redirection, MethodDefinition? bracket, long site)
    {
        var target = context.Import(redirection.Target);
        var thunk = Add(redirection.Original.Name, site);
        CopyGenericParameters(redirection.Target, thunk);
        thunk.ReturnType = Map(target.ReturnType, thunk);

        foreach (var parameter in target.Parameters.SkipLast(1))
        {
            var type = Map(parameter.ParameterType, thunk);
            var boxed = thunk.Parameters.Count == 0 && redirection is { Kind: RedirectionKind.Instance, OnValueType: true };
            var own = new ParameterDefinition(boxed ? context.Module.TypeSystem.Object : type);
            thunk.Parameters.Add(own);
        }

        var il = thunk.Body.GetILProcessor();
        if (bracket is not null)
        {
            var plain = Instruction.Create(OpCodes.Nop);
            il.Append(Il.Call(context.Import(context.Runtime.IsObserving)));
            il.Emit(OpCodes.Brfalse, plain);
            EmitCall(bracket);
            il.Append(plain);
        }

        EmitCall(target);
        return thunk;

        void EmitCall(MethodReference callee)
        {
            foreach (var own in thunk.Parameters)
            {
                il.Emit(OpCodes.Ldarg, own);
                if (own.Index == 0 && redirection is { Kind: RedirectionKind.Instance, OnValueType: true })
                {
                    il.Emit(OpCodes.Unbox, ((ByReferenceType)Map(target.Parameters[0].ParameterType, thunk)).ElementType);
                }
            }

            il.Append(Il.Site(site));
            il.Append(Il.Call(Generics.Instantiate(callee, thunk.GenericParameters)));
            il.Emit(OpCodes.Ret);
        }
    }

    /// <summary>A method that calls a member of a class as it is, its receiver first.</summary>
    /// <param name="member">The member, which is no generic method.</param>
    /// <param name="site">Where the delegate is made.</param>
    public MethodDefinition Create(MethodReference member, long site)
    {
        var thunk = Add(member.Name, site);
        var type = context.Module.ImportReference(member.DeclaringType.GetElementType());
        foreach (var parameter in member.DeclaringType.Resolve().GenericParameters)
        {
            thunk.GenericParameters.Add(new GenericParameter(parameter.Name, thunk) { Attributes = parameter.Attributes & ~GenericParameterAttributes.VarianceMask });
        }

        if (thunk.HasGenericParameters)
        {
            var instance = new GenericInstanceType(type);
            foreach (var parameter in thunk.GenericParameters)
            {
                instance.GenericArguments.Add(parameter);
            }

            type = instance;
        }

        var callee = new MethodReference(member.Name, member.ReturnType, type) { HasThis = true };
        thunk.ReturnType = Map(member.ReturnType, thunk);
        thunk.Parameters.Add(new ParameterDefinition(type));
        foreach (var parameter in member.Parameters)
        {
            callee.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
            thunk.Parameters.Add(new ParameterDefinition(Map(parameter.ParameterType, thunk)));
        }

        var il = thunk.Body.GetILProcessor();
        foreach (var own in thunk.Parameters)
        {
            il.Emit(OpCodes.Ldarg, own);
        }

        il.Emit(OpCodes.Callvirt, callee);
        il.Emit(OpCodes.Ret);
        return thunk;
    }

    private MethodDefinition Add(string member, long site)
    {
        var thunk = new MethodDefinition(
            string.Create(CultureInfo.InvariantCulture, $"{member}_{site & 0xFFFFFFFF}"),
            MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig,
            context.Module.TypeSystem.Void);
        Holder().Methods.Add(thunk);
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
