using System.Globalization;
using System.Text;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Redirecting;

/// <summary>Writes a member's signature so that the member, a call of it from any assembly, and its target read alike.</summary>
/// <remarks>
/// Types are written by full name without their assembly, since the same type is reached through System.Runtime, netstandard or mscorlib.
/// Custom modifiers are left out: C# writes them for <c>in</c> parameters of virtual methods only.
/// </remarks>
internal static class SignatureText
{
    /// <summary>The text of a member as a call names it.</summary>
    public static string OfMember(MethodReference member)
    {
        var text = Start(member.DeclaringType.GetElementType().FullName, member.Name, member.HasThis, member.GenericParameters.Count);
        AppendShape(text, member.Parameters.Select(p => p.ParameterType), member.ReturnType, NotATarget);
        return text.ToString();
    }

    /// <summary>The texts of the members of <paramref name="original"/> of this name that <paramref name="target"/> could stand for. A target takes objects of a library as <see cref="object"/>.</summary>
    public static IEnumerable<(RedirectionKind Kind, string Text)> OfTarget(MethodDefinition target, string name, TypeDefinition original, bool ofLibrary)
    {
        var arity = original.GenericParameters.Count;
        var parameters = target.Parameters.Select(p => p.ParameterType).SkipLast(1).ToList();
        var self = Self(original);

        yield return (RedirectionKind.Static, Text(name, false, parameters, target.ReturnType));
        var receiver = ofLibrary ? "System.Object" : original.IsValueType ? self + "&" : self;
        if (parameters.Count > 0 && OfType(parameters[0], arity) == receiver)
        {
            yield return (RedirectionKind.Instance, Text(name, true, parameters.Skip(1), target.ReturnType));
        }

        if (name == "New" && OfType(target.ReturnType, arity) == self)
        {
            yield return (RedirectionKind.Constructor, Text(".ctor", true, parameters, target.Module.TypeSystem.Void));
        }

        string Text(string member, bool hasThis, IEnumerable<TypeReference> types, TypeReference returns)
        {
            var text = Start(original.FullName, member, hasThis, target.GenericParameters.Count - arity);
            AppendShape(text, types, returns, arity);
            return text.ToString();
        }
    }

    /// <summary>The text of a type; a type's generic parameter reads differently from a method's.</summary>
    public static string OfType(TypeReference type) => type is TypeSpecification or GenericParameter ? OfType(type, NotATarget) : type.FullName;

    private const int NotATarget = -1;

    private static string Self(TypeDefinition type) =>
        type.HasGenericParameters ? $"{type.FullName}<{string.Join(',', Enumerable.Range(0, type.GenericParameters.Count).Select(i => "!" + i))}>" : type.FullName;

    private static StringBuilder Start(string type, string name, bool hasThis, int arity) =>
        new StringBuilder(type).Append(hasThis ? "." : "::").Append(name).Append('`').Append(arity);

    private static void AppendShape(StringBuilder text, IEnumerable<TypeReference> parameters, TypeReference returns, int targetArity)
    {
        text.Append('(');
        foreach (var parameter in parameters)
        {
            Append(text, parameter, targetArity);
            text.Append(',');
        }

        text.Append(')');
        Append(text, returns, targetArity);
    }

    private static string OfType(TypeReference type, int targetArity)
    {
        var text = new StringBuilder();
        Append(text, type, targetArity);
        return text.ToString();
    }

    private static void Append(StringBuilder text, TypeReference type, int targetArity)
    {
        switch (type)
        {
            case GenericParameter parameter:
                AppendParameter(text, parameter, targetArity);
                break;
            case IModifierType modified:
                Append(text, modified.ElementType, targetArity);
                break;
            case ByReferenceType reference:
                Append(text, reference.ElementType, targetArity);
                text.Append('&');
                break;
            case PointerType pointer:
                Append(text, pointer.ElementType, targetArity);
                text.Append('*');
                break;
            case ArrayType array:
                Append(text, array.ElementType, targetArity);
                text.Append(CultureInfo.InvariantCulture, $"[{array.Rank}]");
                break;
            case GenericInstanceType instance:
                text.Append(instance.ElementType.FullName).Append('<');
                for (var i = 0; i < instance.GenericArguments.Count; i++)
                {
                    text.Append(i == 0 ? "" : ",");
                    Append(text, instance.GenericArguments[i], targetArity);
                }

                text.Append('>');
                break;
            default:
                text.Append(type.FullName);
                break;
        }
    }

    // A target has one list of generic parameters: the original type's come first.
    private static void AppendParameter(StringBuilder text, GenericParameter parameter, int targetArity)
    {
        var (ofType, position) = targetArity == NotATarget
            ? (parameter.Type == GenericParameterType.Type, parameter.Position)
            : parameter.Position < targetArity ? (true, parameter.Position) : (false, parameter.Position - targetArity);
        text.Append(ofType ? "!" : "!!").Append(position);
    }
}
