using System.Reflection;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>The redirected calls in woven assemblies, as the weaver left them.</summary>
internal static class WovenCalls
{
    private const string Targets = "ConcurrencyTrace.Runtime.Controlled";

    // What woven code calls apart from redirection targets.
    private static readonly HashSet<string> Others = ["ControlledAwait", "ControlledHashCode", "ControlledMemory", "ControlledOutside", "ControlledProgressBase", "ControlledSource", "ControlledStatics", "ControlledStream", "ControlledStruct", "ControlledTextReader", "ControlledTextWriter", "ControlledTypeInitializer"];

    private static readonly Lazy<ILookup<string, WovenCall>> OfThisAssembly = new(() => In(typeof(WovenCalls).Assembly.Location).ToLookup(c => c.Method));

    /// <summary>Every public method of the Runtime that stands in for a member.</summary>
    public static IEnumerable<string> AllTargets()
    {
        using var runtime = ModuleDefinition.ReadModule(typeof(ConcurrencyTrace.Runtime.WovenAttribute).Assembly.Location);
        return [.. runtime.Types.Where(t => IsTarget(t) && t.IsPublic && t.IsAbstract).SelectMany(t => t.Methods).Where(m => m.IsPublic).Select(Name)];
    }

    /// <summary>The redirected calls in an assembly.</summary>
    public static IReadOnlyList<WovenCall> In(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(assembly);
        return [.. module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody).SelectMany(Calls)];
    }

    /// <summary>The redirected calls in a lambda, in what it was written in, and in all lambdas and local functions beside it.</summary>
    public static IEnumerable<WovenCall> Around(MethodInfo lambda)
    {
        var outermost = lambda.DeclaringType!;
        while (outermost.DeclaringType is { } outer)
        {
            outermost = outer;
        }

        return OfThisAssembly.Value[$"{outermost.FullName} {Origin(lambda.Name)}"];
    }

    private static IEnumerable<WovenCall> Calls(MethodDefinition method)
    {
        var outermost = method.DeclaringType;
        var origin = Origin(method.Name);
        for (; outermost.DeclaringType is { } outer; outermost = outer)
        {
            // A state machine is named after its method.
            origin = outermost.Name.StartsWith("<>", StringComparison.Ordinal) ? origin : Origin(outermost.Name);
        }

        return method.Body.Instructions
            .Where(i => i.OpCode.Code == Code.Call && IsTarget(((MethodReference)i.Operand).DeclaringType) && i.Previous?.OpCode.Code == Code.Ldc_I8)
            .Select(i => new WovenCall(Name(((MethodReference)i.Operand).GetElementMethod()), (long)i.Previous.Operand, $"{outermost.FullName} {origin}"));
    }

    // <Test>b__0_1, <<Test>b__0>d, <Test>g__Local|0
    private static string Origin(string name) => name.StartsWith('<') ? name.TrimStart('<') is var rest ? rest[..rest.IndexOf('>', StringComparison.Ordinal)] : name : name;

    private static bool IsTarget(TypeReference type) => type.Namespace == Targets && type.Name.StartsWith("Controlled", StringComparison.Ordinal) && !Others.Contains(type.Name);

    private static string Name(MethodReference method) =>
        $"{method.DeclaringType.Name["Controlled".Length..]}.{method.Name}({string.Join(", ", method.Parameters.SkipLast(1).Select(p => Name(p.ParameterType)))})";

    private static string Name(TypeReference type) => type switch
    {
        GenericParameter parameter => $"T{parameter.Position}",
        GenericInstanceType instance => $"{instance.ElementType.Name.Split('`')[0]}<{string.Join(", ", instance.GenericArguments.Select(Name))}>",
        ByReferenceType reference => $"ref {Name(reference.ElementType)}",
        ArrayType array => $"{Name(array.ElementType)}[]",
        IModifierType modified => Name(modified.ElementType),
        _ => type.Name,
    };
}
