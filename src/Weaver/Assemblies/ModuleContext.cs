using ConcurrencyTrace.Weaver.Redirecting;
using ConcurrencyTrace.Weaver.Rewriting;
using ConcurrencyTrace.Weaver.Rewriting.Memory;
using ConcurrencyTrace.Weaver.Sites;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Assemblies;

/// <summary>What the rewriters of one module share.</summary>
/// <param name="module">The module that is woven.</param>
/// <param name="runtime">What woven code calls.</param>
/// <param name="redirections">What is redirected.</param>
/// <param name="memory">Whether plain reads and writes are recorded.</param>
/// <param name="libraries">The libraries that the module may call.</param>
internal sealed class ModuleContext(ModuleDefinition module, RuntimeContract runtime, RedirectionIndex redirections, bool memory, Libraries libraries)
{
    private readonly Dictionary<IMetadataTokenProvider, IMetadataTokenProvider> imported = [];

    // By token: Cecil makes a new object for every use of a member whose signature has type parameters.
    private readonly Dictionary<MetadataToken, Redirection?> found = [];
    private readonly Dictionary<MetadataToken, MethodDefinition?> outside = [];
    private readonly Dictionary<MetadataToken, bool> virtuals = [];
    private readonly Dictionary<MetadataToken, string> names = [];
    private readonly Dictionary<MetadataToken, int> numbers = [];

    /// <summary>The module that is woven.</summary>
    public ModuleDefinition Module { get; } = module;

    /// <summary>What woven code calls.</summary>
    public RuntimeContract Runtime { get; } = runtime;

    /// <summary>What is redirected.</summary>
    public RedirectionIndex Redirections { get; } = redirections;

    /// <summary>Whether plain reads and writes are recorded.</summary>
    public bool Memory { get; } = memory;

    /// <summary>Stable identifier of the module: half of each site identifier.</summary>
    public int ModuleId { get; } = StableHash.Of(module.Assembly.Name.Name);

    /// <summary>The module's sites.</summary>
    public SiteRecorder Sites => field ??= new SiteRecorder(ModuleId, libraries.Contains(Module.Assembly.Name.Name));

    /// <summary>The module's methods that stay as they are; first asked for before anything is woven.</summary>
    public SkippedMethods Skipped => field ??= new SkippedMethods(Module);

    /// <summary>The module's types whose initialisers may wait for others; first asked for before anything is woven.</summary>
    public WaitingInitializers WaitingInitializers => field ??= new WaitingInitializers(this);

    /// <summary>What the atomic calls of the method that is being woven are given by reference.</summary>
    public AtomicTargets AtomicTargets { get; } = new();

    /// <summary>A reference to a method of the Runtime, valid in the module.</summary>
    public MethodReference Import(MethodDefinition method)
    {
        if (!imported.TryGetValue(method, out var reference))
        {
            imported[method] = reference = Module.ImportReference(method);
        }

        return (MethodReference)reference;
    }

    /// <summary>A reference to a type of the Runtime, valid in the module.</summary>
    public TypeReference Import(TypeDefinition type)
    {
        if (!imported.TryGetValue(type, out var reference))
        {
            imported[type] = reference = Module.ImportReference(type);
        }

        return (TypeReference)reference;
    }

    /// <summary>A member that the module uses, as a person writes it.</summary>
    public string NameOf(MemberReference member)
    {
        if (member.DeclaringType is ArrayType)
        {
            return DisplayNames.OfMember(member); // its element may be a type parameter, named otherwise elsewhere
        }

        if (!names.TryGetValue(member.MetadataToken, out var name))
        {
            names[member.MetadataToken] = name = DisplayNames.OfMember(member);
        }

        return name;
    }

    /// <summary>The stable number of a field that the module uses.</summary>
    public int NumberOf(FieldReference field)
    {
        if (!numbers.TryGetValue(field.MetadataToken, out var number))
        {
            numbers[field.MetadataToken] = number = StableHash.Of($"{field.DeclaringType.GetElementType().FullName}::{field.Name}");
        }

        return number;
    }

    /// <summary>What stands in for this member, which the module uses; null when it stays.</summary>
    public Redirection? Find(MethodReference member)
    {
        var element = member.GetElementMethod();
        if (!found.TryGetValue(element.MetadataToken, out var redirection))
        {
            found[element.MetadataToken] = redirection = Redirections.Find(element);
        }

        return redirection;
    }

    /// <summary>What a call of this member is announced to, because it leads out of control, or to what is shared beside memory; null when it does not.</summary>
    public MethodDefinition? Outside(MethodReference member)
    {
        var element = member.GetElementMethod();
        if (!outside.TryGetValue(element.MetadataToken, out var announce))
        {
            var assembly = AssemblyOf(element.DeclaringType);
            outside[element.MetadataToken] = announce = UncontrolledTable.Contains(element) && !libraries.IsWoven(assembly) ? UncontrolledTable.SetsTimeout(element) ? Runtime.RealTimeout : Runtime.Uncontrolled
                : PrivateAccessors.TargetOf(element) is { } target && !libraries.IsWoven(target) && CallbackTable.HandsOver(element) ? Runtime.HandedOver
                : CallbackTable.Contains(element) ? CallbackTable.TakesBack(element) ? Runtime.TakenBack : Runtime.HandedOver
                : FileTable.IsFile(element) ? Runtime.File
                : FileTable.IsVariable(element) ? Runtime.Variable
                : ConnectionTable.KindOf(element) is { } kind ? CallbackTable.CallsBackIn(element) ? Runtime.SocketEvent : Runtime.Connection(kind)
                : DynamicCalls.Contain(element) ? Runtime.Dynamic
                : libraries.ActByThemselves(assembly, Module.Assembly.Name.Name) ? Runtime.NotWoven
                : null;
        }

        return announce;
    }

    /// <summary>Whether the code of a type that the module uses is woven, and says itself what it does to memory.</summary>
    public bool IsWoven(TypeReference type) => type.Scope is not AssemblyNameReference reference || libraries.IsWoven(reference.Name);

    /// <summary>Simple name of the assembly that a type is looked for in.</summary>
    public string AssemblyOf(TypeReference type) => type.Scope is AssemblyNameReference reference ? reference.Name : Module.Assembly.Name.Name;

    /// <summary>Whether a non-virtual call of this member means a base class's own implementation.</summary>
    public bool IsVirtual(MethodReference member)
    {
        var element = member.GetElementMethod();
        if (!virtuals.TryGetValue(element.MetadataToken, out var isVirtual))
        {
            virtuals[element.MetadataToken] = isVirtual = element.Resolve()?.IsVirtual == true;
        }

        return isVirtual;
    }
}
