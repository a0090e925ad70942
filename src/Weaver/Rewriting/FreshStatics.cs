using ConcurrencyTrace.Weaver.Assemblies;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>
/// Lets the Runtime begin each schedule with the static fields that a new process has: every type with static state tells, once it is initialised, how to clear its
/// fields and how to run its initialiser again.
/// </summary>
/// <param name="context">The module's context.</param>
internal sealed class FreshStatics(ModuleContext context)
{
    /// <summary>What a type initialiser is called that can be run again.</summary>
    public const string InitializerName = "<ConcurrencyTrace>Initialize";

    private const string ClearName = "<ConcurrencyTrace>Clear";

    private const MethodAttributes Helper = MethodAttributes.Private | MethodAttributes.Static | MethodAttributes.HideBySig;
    private const MethodAttributes Initializer = Helper | MethodAttributes.SpecialName | MethodAttributes.RTSpecialName;

    private readonly Finalizers finalizers = new(context);

    /// <summary>Rewrites the types' initialisers and finalizers, of which nothing may be woven yet.</summary>
    public void Rewrite()
    {
        foreach (var type in context.Module.GetTypes().Where(type => !IsOfCompiler(type)).ToList())
        {
            finalizers.Rewrite(type);
            var initializer = type.Methods.FirstOrDefault(WaitingInitializers.IsInitializer);
            var fields = type.Fields.Where(IsState).ToList();
            if (initializer is not null || fields.Count > 0)
            {
                Rewrite(type, initializer, fields);
            }
        }
    }

    private void Rewrite(TypeDefinition type, MethodDefinition? initializer, List<FieldDefinition> fields)
    {
        // They are written again, and what the JIT compiler takes for a constant is none.
        fields.ForEach(field => field.IsInitOnly = false);
        if (initializer is not null)
        {
            (initializer.Name, initializer.Attributes) = (InitializerName, Helper);
        }

        var clear = Add(type, ClearName, Helper);
        var il = clear.Body.GetILProcessor();
        foreach (var field in fields)
        {
            il.Emit(OpCodes.Ldsflda, new FieldReference(field.Name, field.FieldType, Generics.Self(type)));
            il.Emit(OpCodes.Initobj, FieldAccess.TypeOf(field));
        }

        il.Emit(OpCodes.Ret);

        il = Add(type, ".cctor", Initializer).Body.GetILProcessor();
        if (initializer is not null)
        {
            il.Emit(OpCodes.Call, Generics.Own(initializer));
        }

        EmitAction(il, clear);
        EmitAction(il, initializer);
        il.Emit(OpCodes.Call, context.Import(context.Runtime.RegisterStatics));
        il.Emit(OpCodes.Ret);
    }

    private MethodDefinition Add(TypeDefinition type, string name, MethodAttributes attributes)
    {
        var method = new MethodDefinition(name, attributes, context.Module.TypeSystem.Void);
        type.Methods.Add(method);
        return method;
    }

    private void EmitAction(ILProcessor il, MethodDefinition? method)
    {
        il.Emit(OpCodes.Ldnull);
        if (method is not null)
        {
            foreach (var instruction in Il.NewAction(context, method))
            {
                il.Append(instruction);
            }
        }
    }

    // Closures, state machines and tables of constants: what they keep is the same in every schedule.
    private static bool IsOfCompiler(TypeDefinition type) =>
        type.CustomAttributes.Any(a => a.AttributeType.FullName == "System.Runtime.CompilerServices.CompilerGeneratedAttribute");

    // Those of a thread go with it.
    private static bool IsState(FieldDefinition field) =>
        field is { IsStatic: true, IsLiteral: false, RVA: 0 } && field.CustomAttributes.All(a => a.AttributeType.FullName != "System.ThreadStaticAttribute");
}
