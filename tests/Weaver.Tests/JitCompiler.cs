using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>Compiles every method of an assembly without running it.</summary>
internal static class JitCompiler
{
    /// <summary>Compiles all methods; generic ones over <c>object</c> and over <c>int</c>, where their constraints allow.</summary>
    /// <returns>The methods that do not compile, and the number of those that do.</returns>
    public static (IReadOnlyList<string> Failures, int Compiled) CompileAll(string path)
    {
        var context = new AssemblyLoadContext("jit " + path, isCollectible: false);
        var assembly = context.LoadFromAssemblyPath(path);
        var failures = new List<string>();
        var compiled = 0;
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
        foreach (var type in assembly.GetTypes().Where(t => !typeof(Delegate).IsAssignableFrom(t)))
        {
            foreach (var method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)).Where(m => m.GetMethodBody() is not null))
            {
                foreach (var argument in method.ContainsGenericParameters ? [typeof(object), typeof(int)] : new[] { typeof(void) })
                {
                    try
                    {
                        Prepare(type, method, argument);
                        compiled++;
                    }
                    catch (Exception e) when (e is ArgumentException or TypeLoadException)
                    {
                        // The arguments break a constraint: no instantiation to compile.
                    }
                    catch (Exception e)
                    {
                        failures.Add($"{type}.{method}: {e.GetType().Name} {e.Message}");
                    }
                }
            }
        }

        return (failures, compiled);
    }

    private static void Prepare(Type type, MethodBase method, Type argument)
    {
        var onType = type.IsGenericTypeDefinition ? Fill(type.GetGenericArguments(), argument) : [];
        var onMethod = method.IsGenericMethodDefinition ? Fill(method.GetGenericArguments(), argument) : [];
        if (onType.Length + onMethod.Length == 0)
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
        }
        else
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle, [.. onType.Concat(onMethod).Select(t => t.TypeHandle)]);
        }
    }

    private static Type[] Fill(Type[] parameters, Type argument) => [.. parameters.Select(_ => argument)];

}
