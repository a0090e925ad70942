using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Assemblies;

/// <summary>The methods of a module that are to stay as they are: those that its author marked, those of the types marked, and the lambdas, local functions and states of both.</summary>
internal sealed class SkippedMethods
{
    // By name: code that does not refer to the Runtime declares the attribute itself.
    private static readonly string[] Marks = ["ConcurrencyTrace.SkipWeavingAttribute", "Microsoft.Coyote.Rewriting.SkipRewritingAttribute"];

    private readonly HashSet<MethodDefinition> methods = [];

    /// <summary>Looks for them in a module of which nothing is woven yet.</summary>
    public SkippedMethods(ModuleDefinition module)
    {
        if (!Marks.Any(mark => module.TryGetTypeReference(mark, out _) || module.GetType(mark) is not null))
        {
            return;
        }

        foreach (var type in module.GetTypes())
        {
            if (IsMarked((ICustomAttributeProvider)type))
            {
                AddAll(type);
            }

            foreach (var method in type.Methods.Where(IsMarked).Concat(type.Properties.Where(IsMarked).SelectMany(Accessors)))
            {
                Add(method);
            }
        }
    }

    /// <summary>Whether the method is one of them.</summary>
    public bool Contains(MethodDefinition method) => methods.Contains(method);

    /// <summary>Whether the whole type is to stay as it is, wherever it is declared.</summary>
    public static bool IsMarked(TypeDefinition? type) => type is not null && (IsMarked((ICustomAttributeProvider)type) || IsMarked(type.DeclaringType));

    private static bool IsMarked(ICustomAttributeProvider member) =>
        member.HasCustomAttributes && member.CustomAttributes.Any(attribute => Marks.Contains(attribute.AttributeType.FullName));

    private static IEnumerable<MethodDefinition> Accessors(PropertyDefinition property) => new[] { property.GetMethod, property.SetMethod }.OfType<MethodDefinition>();

    private void AddAll(TypeDefinition type)
    {
        type.Methods.ToList().ForEach(Add);
        type.NestedTypes.ToList().ForEach(AddAll);
    }

    private void Add(MethodDefinition method)
    {
        if (!methods.Add(method) || !method.HasBody)
        {
            return;
        }

        if (StatesOf(method) is { } states)
        {
            AddAll(states);
        }

        foreach (var instruction in method.Body.Instructions.Where(static i => i.Operand is MethodReference))
        {
            AddMadeOf((MethodReference)instruction.Operand, instruction.OpCode.Code == Code.Newobj);
        }
    }

    // C# has one type for the lambdas without variables of all methods, which it does not create where they are.
    private void AddMadeOf(MethodReference used, bool isCreated)
    {
        if (used.DeclaringType.GetElementType() is not TypeDefinition type)
        {
            return;
        }

        if (isCreated && DisplayNames.IsGenerated(type))
        {
            AddAll(type);
        }
        else if (DisplayNames.IsPartOfAnother(used.Name))
        {
            Add(used.Resolve());
        }
    }

    // An async method or an iterator names the type that the compiler made of it.
    private static TypeDefinition? StatesOf(MethodDefinition method) =>
        method.CustomAttributes.FirstOrDefault(static a => a.AttributeType.Name.EndsWith("StateMachineAttribute", StringComparison.Ordinal))?.ConstructorArguments[0].Value as TypeDefinition;
}
