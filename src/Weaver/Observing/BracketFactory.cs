using ConcurrencyTrace.Weaver.Assemblies;
using ConcurrencyTrace.Weaver.Redirecting;
using ConcurrencyTrace.Weaver.Rewriting;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Observing;

/// <summary>Makes, for each member and way of calling it, the method that says when a call begins and ends.</summary>
/// <remarks>
/// <code>
/// static R M(self, args, long site)
/// {
///     var call = ObservedCalls.Meaning(self or first argument, site);
///     if (call is null) return self.M(args);                 // this flow of control is not observed
///     delegate = ObservedWork.Of(call, delegate);            // for each that is handed over, where the call starts work
///     try { result = self.M(args); } fault { ObservedCalls.Fail(call); }
///     return ObservedCalls.End(call, result);
/// }
/// </code>
/// Inside, the member is redirected as it is everywhere: another flow of the process may be under control.
/// </remarks>
/// <param name="context">The module's context.</param>
internal sealed class BracketFactory(ModuleContext context)
{
    private static readonly HashSet<string> StartWork = ["Enqueue", "Trigger", "Continue", "Loop", "Query"];

    private readonly Dictionary<string, MethodDefinition> made = [];
    private TypeDefinition? holder;

    /// <summary>The bracket of a member.</summary>
    public MethodDefinition Of(ObservedMember member)
    {
        var key = $"{member.OpCode.Code} {SignatureText.OfMember(member.Reference.GetElementMethod())}";
        if (!made.TryGetValue(key, out var bracket))
        {
            made[key] = bracket = Make(member);
        }

        return bracket;
    }

    private MethodDefinition Make(ObservedMember member)
    {
        var element = member.Reference.GetElementMethod();
        var type = element.DeclaringType.GetElementType();
        var arity = element.DeclaringType is GenericInstanceType { GenericArguments.Count: var count } ? count : 0;
        var bracket = new MethodDefinition($"{member.Meaning}_{made.Count}", MethodAttributes.Assembly | MethodAttributes.Static | MethodAttributes.HideBySig, context.Module.TypeSystem.Void);
        Holder().Methods.Add(bracket);
        while (bracket.GenericParameters.Count < arity + element.GenericParameters.Count)
        {
            bracket.GenericParameters.Add(new GenericParameter($"T{bracket.GenericParameters.Count}", bracket));
        }

        Constrain(bracket, member);
        var owner = arity > 0 ? Fill(new GenericInstanceType(type), bracket.GenericParameters.Take(arity)) : type;
        var creates = member.OpCode.Code == Code.Newobj;
        bracket.ReturnType = creates ? owner : Map(element.ReturnType);
        if (element.HasThis && !creates)
        {
            bracket.Parameters.Add(new ParameterDefinition(type.IsValueType ? new ByReferenceType(owner) : owner));
        }

        foreach (var parameter in element.Parameters)
        {
            bracket.Parameters.Add(new ParameterDefinition(Map(parameter.ParameterType)));
        }

        var arguments = bracket.Parameters.ToArray();
        var site = new ParameterDefinition(context.Module.TypeSystem.Int64);
        bracket.Parameters.Add(site);
        Emit(member, bracket, arguments, site, Call());
        return bracket;

        TypeReference Map(TypeReference mapped) => Generics.Substitute(
            mapped, p => bracket.GenericParameters[p.Type == GenericParameterType.Type ? p.Position : arity + p.Position]);

        // The member on this method's own type arguments.
        MethodReference Call()
        {
            if (member.Redirection is { } redirection)
            {
                return Generics.Instantiate(context.Import(redirection.Target), bracket.GenericParameters);
            }

            var own = new MethodReference(element.Name, element.ReturnType, owner) { HasThis = element.HasThis, CallingConvention = element.CallingConvention };
            foreach (var parameter in element.GenericParameters)
            {
                own.GenericParameters.Add(new GenericParameter(parameter.Name, own));
            }

            foreach (var parameter in element.Parameters)
            {
                own.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
            }

            return Generics.Instantiate(own, bracket.GenericParameters.Skip(arity));
        }
    }

    // A member may only be called with what it demands: the bracket demands the same.
    private void Constrain(MethodDefinition bracket, ObservedMember member)
    {
        if (bracket.GenericParameters.Count == 0 || (member.Redirection?.Original ?? member.Reference.Resolve()) is not { } definition)
        {
            return;
        }

        var arity = definition.DeclaringType.GenericParameters.Count;
        foreach (var (own, original) in bracket.GenericParameters.Zip(definition.DeclaringType.GenericParameters.Concat(definition.GenericParameters)))
        {
            own.Attributes = original.Attributes & ~GenericParameterAttributes.VarianceMask;
            foreach (var constraint in original.Constraints)
            {
                var type = Generics.Substitute(constraint.ConstraintType, p => bracket.GenericParameters[p.Type == GenericParameterType.Type ? p.Position : arity + p.Position]);
                own.Constraints.Add(new GenericParameterConstraint(context.Module.ImportReference(type, bracket)));
            }
        }
    }

    private void Emit(ObservedMember member, MethodDefinition bracket, ParameterDefinition[] arguments, ParameterDefinition site, MethodReference target)
    {
        var call = new VariableDefinition(context.Import(context.Runtime.ObservedCall));
        var returns = bracket.ReturnType.MetadataType != MetadataType.Void;
        var result = new VariableDefinition(returns ? bracket.ReturnType : context.Module.TypeSystem.Object);
        bracket.Body.Variables.Add(call);
        bracket.Body.Variables.Add(result);
        bracket.Body.InitLocals = true;
        var il = bracket.Body.GetILProcessor();
        var (observed, ended) = (Instruction.Create(OpCodes.Nop), Instruction.Create(OpCodes.Nop));
        if (arguments is [{ ParameterType: var first }, ..] && !first.IsValueType && first is not (ByReferenceType or GenericParameter or PointerType))
        {
            il.Emit(OpCodes.Ldarg, arguments[0]);
        }
        else
        {
            il.Emit(OpCodes.Ldnull);
        }

        var beginning = context.Runtime.Begin(member.Meaning);
        if (beginning.Parameters is [_, { ParameterType.MetadataType: MetadataType.Boolean }, _])
        {
            il.Emit(ReturnsAtOnce(bracket.ReturnType) ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
        }
        else if (beginning.Parameters.Count == 3)
        {
            il.Emit(OpCodes.Ldarg, arguments[1]);
        }

        il.Emit(OpCodes.Ldarg, site);
        il.Append(Il.Call(context.Import(beginning)));
        il.Emit(OpCodes.Stloc, call);
        il.Emit(OpCodes.Ldloc, call);
        il.Emit(OpCodes.Brtrue, observed);
        EmitCall();
        il.Emit(OpCodes.Ret);
        il.Append(observed);
        if (StartWork.Contains(member.Meaning))
        {
            EmitWork(il, call, arguments);
        }

        var begin = Instruction.Create(OpCodes.Nop);
        il.Append(begin);
        EmitCall();
        if (returns)
        {
            il.Emit(OpCodes.Stloc, result);
        }

        il.Emit(OpCodes.Leave, ended);
        var handler = Instruction.Create(OpCodes.Ldloc, call);
        il.Append(handler);
        il.Append(Il.Call(context.Import(context.Runtime.Fail)));
        il.Emit(OpCodes.Endfinally);
        il.Append(ended);
        il.Emit(OpCodes.Ldloc, call);
        if (returns)
        {
            il.Emit(OpCodes.Ldloc, result);
        }

        il.Append(Il.Call(End(bracket.ReturnType)));
        il.Emit(OpCodes.Ret);
        bracket.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Fault) { TryStart = begin, TryEnd = handler, HandlerStart = handler, HandlerEnd = ended });

        void EmitCall()
        {
            foreach (var argument in arguments)
            {
                il.Emit(OpCodes.Ldarg, argument);
            }

            if (member.Redirection is not null)
            {
                il.Emit(OpCodes.Ldarg, site);
                il.Append(Il.Call(target));
            }
            else
            {
                il.Emit(member.OpCode, target);
            }
        }
    }

    // What is handed over runs as an operation of its own.
    private void EmitWork(ILProcessor il, VariableDefinition call, ParameterDefinition[] arguments)
    {
        foreach (var argument in arguments)
        {
            if (context.Runtime.WorkOf(argument.ParameterType) is not { } wrap)
            {
                continue;
            }

            il.Emit(OpCodes.Ldloc, call);
            il.Emit(OpCodes.Ldarg, argument);
            il.Append(Il.Call(Generics.Instantiate(context.Import(wrap), argument.ParameterType is GenericInstanceType { GenericArguments: var types } ? types : [])));
            il.Emit(OpCodes.Starg, argument);
        }
    }

    private MethodReference End(TypeReference returned)
    {
        var end = context.Runtime.EndOf(returned);
        var types = !end.HasGenericParameters ? []
            : end.Parameters[1].ParameterType is GenericParameter ? [returned]
            : ((GenericInstanceType)returned).GenericArguments.AsEnumerable();
        return Generics.Instantiate(context.Import(end), types);
    }

    private static bool ReturnsAtOnce(TypeReference returned) =>
        returned.GetElementType().FullName is "System.Threading.Tasks.Task" or "System.Threading.Tasks.Task`1" or "System.Threading.Tasks.ValueTask" or "System.Threading.Tasks.ValueTask`1";

    private static GenericInstanceType Fill(GenericInstanceType type, IEnumerable<TypeReference> arguments)
    {
        foreach (var argument in arguments)
        {
            type.GenericArguments.Add(argument);
        }

        return type;
    }

    private TypeDefinition Holder()
    {
        if (holder is null)
        {
            const TypeAttributes StaticClass = TypeAttributes.NotPublic | TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit;
            holder = new TypeDefinition("", "<ConcurrencyTrace>Brackets", StaticClass, context.Module.TypeSystem.Object);
            context.Module.Types.Add(holder);
        }

        return holder;
    }
}
