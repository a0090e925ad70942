using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Assemblies;

/// <summary>The members of the Runtime that woven code calls apart from redirection targets.</summary>
/// <param name="runtime">The Runtime.</param>
internal sealed class RuntimeContract(ModuleDefinition runtime)
{
    /// <summary>Version of the contract that this weaver writes.</summary>
    public const int FormatVersion = 2;

    /// <summary>The Runtime.</summary>
    public ModuleDefinition Runtime { get; } = runtime;

    /// <summary>The attribute that marks a woven assembly.</summary>
    public TypeDefinition Woven { get; } = Type(runtime, "ConcurrencyTrace.Runtime.WovenAttribute");

    /// <summary>The awaiter that stands between a builder and the awaited thing.</summary>
    public TypeDefinition Awaiter => field ??= Type(Runtime, Controlled("ControlledAwaiter`1"));

    /// <summary>Tells whether an await needs an <see cref="Awaiter"/>.</summary>
    public MethodDefinition AwaitsAreControlled => field ??= Method("ControlledAwait", "get_IsActive", 0);

    /// <summary>Makes a <see cref="Awaiter"/>.</summary>
    public MethodDefinition WrapAwaiter => field ??= Method("ControlledAwait", "Wrap", 4);

    /// <summary>Called before the body of a type initialiser.</summary>
    public MethodDefinition EnterTypeInitializer => field ??= Method("ControlledTypeInitializer", "Enter", 2);

    /// <summary>Called when a type initialiser ends, however it ends.</summary>
    public MethodDefinition ExitTypeInitializer => field ??= Method("ControlledTypeInitializer", "Exit", 1);

    /// <summary>Called before what starts a type initialiser that may wait, or would wait for its end.</summary>
    public MethodDefinition ReachTypeInitializer => field ??= Method("ControlledTypeInitializer", "Reach", 2);

    /// <summary>Called when a type is initialised whose static state can be made anew.</summary>
    public MethodDefinition RegisterStatics => field ??= Method("ControlledStatics", "Register", 2);

    /// <summary>Tells in which schedule an object is made that has a finalizer.</summary>
    public MethodDefinition CurrentStatics => field ??= Method("ControlledStatics", "get_Current", 0);

    /// <summary>Runs a finalizer whose object may be of a schedule that has ended.</summary>
    public MethodDefinition FinalizeWithStatics => field ??= Method("ControlledStatics", "Finalize", 2);

    /// <summary>Called before the body of an instance method that holds its object's monitor.</summary>
    public MethodDefinition EnterSynchronized => field ??= Method("ControlledSynchronizedMethod", "Enter", 2);

    /// <summary>Called when an instance method that holds its object's monitor ends, however it ends.</summary>
    public MethodDefinition ExitSynchronized => field ??= Method("ControlledSynchronizedMethod", "Exit", 2);

    /// <summary>Called before the body of a static method that holds its type's monitor.</summary>
    public MethodDefinition EnterSynchronizedType => field ??= Method("ControlledSynchronizedMethod", "EnterType", 2);

    /// <summary>Called when a static method that holds its type's monitor ends, however it ends.</summary>
    public MethodDefinition ExitSynchronizedType => field ??= Method("ControlledSynchronizedMethod", "ExitType", 2);

    /// <summary>Called before a volatile read.</summary>
    public MethodDefinition VolatileRead => field ??= Method("ControlledMemory", "VolatileRead", 3);

    /// <summary>Called before a volatile write.</summary>
    public MethodDefinition VolatileWrite => field ??= Method("ControlledMemory", "VolatileWrite", 3);

    /// <summary>Called before a plain read.</summary>
    public MethodDefinition Read => field ??= Method("ControlledMemory", "Read", 3);

    /// <summary>Called before a plain write.</summary>
    public MethodDefinition Write => field ??= Method("ControlledMemory", "Write", 3);

    /// <summary>Called before a struct is written as a whole, after that was announced.</summary>
    public MethodDefinition TearStruct => field ??= Method("ControlledMemory", "Tear", 3);

    /// <summary>Called before a struct is written as a whole into an array element, after that was announced.</summary>
    public MethodDefinition TearElement => field ??= Method("ControlledMemory", "TearElement", 4);

    /// <summary>Called before a struct is written as a whole through an address made elsewhere, after that was announced.</summary>
    public MethodDefinition TearThrough => field ??= Method("ControlledMemory", "TearThrough", 3);

    /// <summary>Called before a method that is not woven changes a struct where it lies, after that was announced: tells what to call it on.</summary>
    public MethodDefinition BeginStructChange => field ??= Method("ControlledStruct", "Begin", 3);

    /// <summary>Called after it.</summary>
    public MethodDefinition EndStructChange => field ??= Method("ControlledStruct", "End", 2);

    /// <summary>What lies between the two.</summary>
    public TypeDefinition StructChange => field ??= Type(Runtime, Controlled("StructChange`1"));

    /// <summary>Called where a reference is made that others read through.</summary>
    public MethodDefinition ReadReference => field ??= Method("ControlledMemory", "ReadReference", 3);

    /// <summary>Called where a reference is made that others may write through.</summary>
    public MethodDefinition WriteReference => field ??= Method("ControlledMemory", "WriteReference", 3);

    /// <summary>Called before a read through an address made elsewhere.</summary>
    public MethodDefinition ReadThrough => field ??= Method("ControlledMemory", "ReadThrough", 2);

    /// <summary>Called before a write through an address made elsewhere.</summary>
    public MethodDefinition WriteThrough => field ??= Method("ControlledMemory", "WriteThrough", 2);

    /// <summary>Stands in for a collection that is handed to code that is not woven.</summary>
    public MethodDefinition Source => field ??= Method("ControlledSource", "Of", 2);

    /// <summary>Stands in for a dictionary that is handed to code that is not woven.</summary>
    public MethodDefinition SourceMap => field ??= Method("ControlledSource", "OfMap", 2);

    /// <summary>Stands in for a collection that is asked for a copy.</summary>
    public MethodDefinition SourceCollection => field ??= Method("ControlledSource", "OfCollection", 2);

    /// <summary>Stands in for a dictionary that is asked for its keys or values.</summary>
    public MethodDefinition SourceReadOnlyMap => field ??= Method("ControlledSource", "OfReadOnlyMap", 2);

    /// <summary>Called before a method of a collection that only reads.</summary>
    public MethodDefinition ReadCollection => field ??= Method("ControlledMemory", "ReadCollection", 2);

    /// <summary>Called before an object is asked for its text.</summary>
    public MethodDefinition ReadText => field ??= Method("ControlledMemory", "ReadText", 2);

    /// <summary>Called before a collection is enumerated.</summary>
    public MethodDefinition EnumerateCollection => field ??= Method("ControlledMemory", "EnumerateCollection", 2);

    /// <summary>Called before a look at where an enumerator is.</summary>
    public MethodDefinition ReadEnumerator => field ??= Method("ControlledMemory", "ReadEnumerator", 2);

    /// <summary>Called before an enumerator is moved.</summary>
    public MethodDefinition MoveEnumerator => field ??= Method("ControlledMemory", "MoveEnumerator", 2);

    /// <summary>Called before a method of a collection that may write.</summary>
    public MethodDefinition WriteCollection => field ??= Method("ControlledMemory", "WriteCollection", 2);

    /// <summary>Called before a derived class calls its collection's own method that only reads.</summary>
    public MethodDefinition ReadBaseCollection => field ??= Method("ControlledMemory", "ReadBaseCollection", 2);

    /// <summary>Called before a derived class calls its collection's own method that may write.</summary>
    public MethodDefinition WriteBaseCollection => field ??= Method("ControlledMemory", "WriteBaseCollection", 2);

    /// <summary>Called before a look at how much is in a collection.</summary>
    public MethodDefinition CountCollection => field ??= Method("ControlledMemory", "CountCollection", 2);

    /// <summary>Called before something reads what a read-only span shows.</summary>
    public MethodDefinition ReadReadOnlySpan => field ??= Method("ControlledMemory", "ReadReadOnlySpan", 2);

    /// <summary>Called before something reads what a span shows.</summary>
    public MethodDefinition ReadSpan => field ??= Method("ControlledMemory", "ReadSpan", 2);

    /// <summary>Called before something may write what a span shows.</summary>
    public MethodDefinition WriteSpan => field ??= Method("ControlledMemory", "WriteSpan", 2);

    /// <summary>Called before a view of an array is made.</summary>
    public MethodDefinition ViewArray => field ??= Method("ControlledMemory", "ViewArray", 2);

    /// <summary>Called before an atomic read, which may conflict with plain writes.</summary>
    public MethodDefinition AtomicRead => field ??= Method("ControlledMemory", "AtomicRead", 3);

    /// <summary>Called before an atomic write, which may conflict with plain accesses.</summary>
    public MethodDefinition AtomicWrite => field ??= Method("ControlledMemory", "AtomicWrite", 3);

    /// <summary>Called before a derived class calls the constructor of <c>Progress&lt;T&gt;</c>.</summary>
    public MethodDefinition BeginProgress => field ??= Method("ControlledProgressBase", "Begin", 1);

    /// <summary>Called when it has returned.</summary>
    public MethodDefinition EndProgress => field ??= Method("ControlledProgressBase", "End", 0);

    /// <summary>Tells the hash code of an object.</summary>
    public MethodDefinition HashCodeOfObject => field ??= HashCode("Of", generic: false);

    /// <summary>Tells the hash code of a value of any type, given its address.</summary>
    public MethodDefinition HashCodeOfAny => field ??= HashCode("Of", generic: true);

    /// <summary>Tells the hash code of an object that is part of a value.</summary>
    public MethodDefinition HashCodeOfPart => field ??= HashCode("OfPart", generic: false);

    /// <summary>Tells the hash code of a part of a value, given the part's address.</summary>
    public MethodDefinition HashCodeOfAnyPart => field ??= HashCode("OfPart", generic: true);

    /// <summary>Tells the hash code of characters.</summary>
    public MethodDefinition HashCodeOfText => field ??= Method("ControlledHashCode", "OfText", 1);

    /// <summary>Tells the hash code of an object that is only this object's.</summary>
    public MethodDefinition HashCodeOfIdentity => field ??= Method("ControlledHashCode", "OfIdentity", 1);

    /// <summary>Tells the hash code of an object that is only this object's and part of a value.</summary>
    public MethodDefinition HashCodeOfIdentityPart => field ??= Method("ControlledHashCode", "OfIdentityPart", 1);

    /// <summary>Stands in for the field of the empty immutable dictionary.</summary>
    public MethodDefinition EmptyDictionary => field ??= Method("ControlledImmutableDictionary", "Create", 1);

    /// <summary>Stands in for the field of the empty immutable set.</summary>
    public MethodDefinition EmptySet => field ??= Method("ControlledImmutableHashSet", "Create", 1);

    /// <summary>Tells whether the running code is under control.</summary>
    public MethodDefinition IsControlled => field ??= Method("ControlledOutside", "get_IsControlled", 0);

    /// <summary>Called before a call of what is known not to be under control.</summary>
    public MethodDefinition Uncontrolled => field ??= Method("ControlledOutside", "Uncontrolled", 1);

    /// <summary>Stands between a time limit and the call that sets it, where it passes in real time.</summary>
    public MethodDefinition RealTimeout => field ??= Method("ControlledOutside", "RealTimeout", 2);

    /// <summary>Called before a call of a library that is not woven, though it starts work or counts time by itself.</summary>
    public MethodDefinition NotWoven => field ??= Method("ControlledOutside", "NotWoven", 2);

    /// <summary>Called by a method that is not woven at its author's wish, as it begins.</summary>
    public MethodDefinition Skipped => field ??= Method("ControlledOutside", "Skipped", 1);

    /// <summary>Stands between a delegate and the call that hands it to something outside.</summary>
    public MethodDefinition HandedOver => field ??= Method("ControlledOutside", "HandedOver", 2);

    /// <summary>Stands between a delegate and the call that takes it back from something outside.</summary>
    public MethodDefinition TakenBack => field ??= Method("ControlledOutside", "TakenBack", 2);

    /// <summary>Called before a call that reads or changes a file or a folder.</summary>
    public MethodDefinition File => field ??= Method("ControlledOutside", "File", 1);

    /// <summary>Called before a call that reads or changes a variable of the environment.</summary>
    public MethodDefinition Variable => field ??= Method("ControlledOutside", "Variable", 1);

    /// <summary>Called before a call that works on what has another end.</summary>
    /// <param name="kind">Which kind of I/O it is.</param>
    public MethodDefinition Connection(string kind) => Method("ControlledOutside", kind, 1);

    /// <summary>Called before a call that works on a socket, and hands over what is called when it is done.</summary>
    public MethodDefinition SocketEvent => field ??= Method("ControlledOutside", "SocketEvent", 1);

    /// <summary>Called before the use of a member that the compiler left to be found at run time.</summary>
    public MethodDefinition Dynamic => field ??= Method("ControlledOutside", "Dynamic", 1);

    /// <summary>The class that stands between the program's own and a base of the platform's of this name.</summary>
    public TypeDefinition StandInOf(string inherited) => Type(Runtime, Controlled($"Controlled{inherited}"));

    /// <summary>Begins and ends bracketed calls; null in a Runtime that brackets none.</summary>
    public TypeDefinition? ObservedCalls => field ??= Runtime.GetType("ConcurrencyTrace.Runtime.Observing.ObservedCalls");

    /// <summary>A bracketed call.</summary>
    public TypeDefinition ObservedCall => field ??= Type(Runtime, "ConcurrencyTrace.Runtime.Observing.ObservedCall");

    /// <summary>Tells whether any flow of control is observed on the real scheduler.</summary>
    public MethodDefinition IsObserving => field ??= Observed("get_AreOn", static m => m.Parameters.Count == 0);

    /// <summary>Ends a bracketed call that threw.</summary>
    public MethodDefinition Fail => field ??= Observed("Fail", static m => m.Parameters.Count == 1);

    /// <summary>Begins a bracketed call. Takes the target, then, if it wants to know that, whether the call returns at once with a task, or the second argument, and the site.</summary>
    public MethodDefinition Begin(string meaning) => Observed(meaning, static m => m.Parameters.Count is 2 or 3);

    /// <summary>Ends a bracketed call that returned this.</summary>
    public MethodDefinition EndOf(TypeReference returned) => returned.MetadataType == MetadataType.Void
        ? Observed("End", static m => m.Parameters.Count == 1)
        : ObservedCalls!.Methods.FirstOrDefault(m => m.Name == "End" && m.Parameters.Count == 2 && IsSameType(m.Parameters[1].ParameterType, returned))
            ?? Observed("End", static m => m.Parameters is [_, { ParameterType: GenericParameter }]);

    /// <summary>Makes work that is handed over in this shape run as an operation; null when it is no such work.</summary>
    public MethodDefinition? WorkOf(TypeReference handed) =>
        Type(Runtime, "ConcurrencyTrace.Runtime.Observing.ObservedWork").Methods.FirstOrDefault(m => m is { IsPublic: true, Name: "Of" } && IsSameType(m.Parameters[1].ParameterType, handed));

    /// <summary>Refuses a Runtime that keeps another version of the contract.</summary>
    /// <exception cref="WeaverException">CTW0007.</exception>
    public void CheckVersion()
    {
        if (Woven.Fields.FirstOrDefault(f => f.Name == "CurrentFormatVersion")?.Constant is int version && version != FormatVersion)
        {
            throw new WeaverException(Errors.OtherVersion(Runtime.FileName, version, FormatVersion));
        }
    }

    private static bool IsSameType(TypeReference own, TypeReference other) =>
        own is not GenericParameter && own.GetElementType().FullName == other.GetElementType().FullName && own.IsArray == other.IsArray;

    private MethodDefinition Observed(string name, Func<MethodDefinition, bool> isMeant) =>
        ObservedCalls?.Methods.FirstOrDefault(m => m is { IsPublic: true, IsStatic: true } && m.Name == name && isMeant(m))
        ?? throw new WeaverException(Errors.ContractMemberMissing($"ConcurrencyTrace.Runtime.Observing.ObservedCalls.{name}", Runtime.FileName));

    private static string Controlled(string name) => $"{RedirectionTable.TargetNamespace}.{name}";

    private static TypeDefinition Type(ModuleDefinition runtime, string name) =>
        runtime.GetType(name) ?? throw new WeaverException(Errors.ContractMemberMissing(name, runtime.FileName));

    private MethodDefinition Method(string type, string name, int parameters) =>
        Type(Runtime, Controlled(type)).Methods.FirstOrDefault(m => m.IsStatic && m.Name == name && m.Parameters.Count == parameters)
        ?? throw new WeaverException(Errors.ContractMemberMissing($"{Controlled(type)}.{name} with {parameters} parameters", Runtime.FileName));

    private MethodDefinition HashCode(string name, bool generic) => Type(Runtime, Controlled("ControlledHashCode")).Methods.First(m => m.Name == name && m.HasGenericParameters == generic);
}
