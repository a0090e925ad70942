using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Rewriting;

/// <summary>Generic instances, and types with their generic parameters filled in.</summary>
internal static class Generics
{
    /// <summary>The method with these type arguments; the method itself when it is not generic.</summary>
    public static MethodReference Instantiate(MethodReference method, IEnumerable<TypeReference> arguments)
    {
        if (!method.HasGenericParameters)
        {
            return method;
        }

        var instance = new GenericInstanceMethod(method);
        foreach (var argument in arguments)
        {
            instance.GenericArguments.Add(argument);
        }

        return instance;
    }

    /// <summary>The type with this argument.</summary>
    public static GenericInstanceType Instantiate(TypeReference type, TypeReference argument) => new(type) { GenericArguments = { argument } };

    /// <summary>The type as its own members see it: with its type parameters for arguments.</summary>
    public static TypeReference Self(TypeDefinition type)
    {
        if (!type.HasGenericParameters)
        {
            return type;
        }

        var self = new GenericInstanceType(type);
        foreach (var parameter in type.GenericParameters)
        {
            self.GenericArguments.Add(parameter);
        }

        return self;
    }

    /// <summary>A method without parameters as the members of its type see it.</summary>
    public static MethodReference Own(MethodDefinition method) =>
        method.DeclaringType.HasGenericParameters ? new MethodReference(method.Name, method.ReturnType, Self(method.DeclaringType)) { HasThis = method.HasThis } : method;

    /// <summary>The type arguments of a call: the declaring type's, then the method's own.</summary>
    public static IEnumerable<TypeReference> Arguments(TypeReference declaringType, MethodReference method) =>
        [.. declaringType is GenericInstanceType type ? type.GenericArguments : [], .. method is GenericInstanceMethod instance ? instance.GenericArguments : []];

    /// <summary>What a generic parameter in the signature of a called method stands for in the code that calls it.</summary>
    public static TypeReference ArgumentOf(GenericParameter parameter, MethodReference method) => (parameter.Type, method) switch
    {
        (GenericParameterType.Type, { DeclaringType: GenericInstanceType instance }) => instance.GenericArguments[parameter.Position],
        (GenericParameterType.Method, GenericInstanceMethod instance) => instance.GenericArguments[parameter.Position],
        _ => parameter, // an array's own methods are written in the parameters of the code that calls them
    };

    /// <summary>The type with each generic parameter replaced.</summary>
    public static TypeReference Substitute(TypeReference type, Func<GenericParameter, TypeReference> replace)
    {
        switch (type)
        {
            case GenericParameter parameter:
                return replace(parameter);
            case ByReferenceType reference:
                return new ByReferenceType(Substitute(reference.ElementType, replace));
            case PointerType pointer:
                return new PointerType(Substitute(pointer.ElementType, replace));
            case ArrayType array:
                return array.IsVector
                    ? new ArrayType(Substitute(array.ElementType, replace))
                    : new ArrayType(Substitute(array.ElementType, replace), array.Rank);
            case RequiredModifierType modified:
                return new RequiredModifierType(modified.ModifierType, Substitute(modified.ElementType, replace));
            case OptionalModifierType modified:
                return new OptionalModifierType(modified.ModifierType, Substitute(modified.ElementType, replace));
            case GenericInstanceType instance:
                var copy = new GenericInstanceType(instance.ElementType);
                foreach (var argument in instance.GenericArguments)
                {
                    copy.GenericArguments.Add(Substitute(argument, replace));
                }

                return copy;
            default:
                return type;
        }
    }
}
