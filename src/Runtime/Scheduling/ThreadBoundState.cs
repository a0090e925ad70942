using System.Reflection;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>
/// Whether woven code keeps anything by thread that outlives a schedule: a <see cref="ThreadStaticAttribute"/> field, or a static <see cref="ThreadLocal{T}"/>.
/// Where it does, no thread serves two runs, so that each schedule begins as it would in a fresh process.
/// </summary>
internal static class ThreadBoundState
{
    private static readonly HashSet<Assembly> Seen = [];
    private static readonly Lock Gate = new();
    private static int loadedAssemblies = -1;
    private static volatile bool isKept;

    static ThreadBoundState() => AppDomain.CurrentDomain.AssemblyLoad += static (_, _) => Interlocked.Exchange(ref loadedAssemblies, -1);

    /// <summary>Whether any is kept; looked up again when assemblies were loaded.</summary>
    public static bool IsKept
    {
        get
        {
            if (!isKept && Volatile.Read(ref loadedAssemblies) < 0)
            {
                Look();
            }

            return isKept;
        }
    }

    private static void Look()
    {
        lock (Gate)
        {
            Volatile.Write(ref loadedAssemblies, 0);
            foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
            {
                isKept |= Seen.Add(assembly) && !assembly.IsDynamic && assembly.IsDefined(typeof(WovenAttribute), inherit: false) && Array.Exists(TypesOf(assembly), Keeps);
            }
        }
    }

    private static bool Keeps(Type type) => Array.Exists(
        type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly),
        static field => field.IsDefined(typeof(ThreadStaticAttribute), inherit: false)
            || (field.FieldType.IsGenericType && field.FieldType.GetGenericTypeDefinition() == typeof(ThreadLocal<>)));

    private static Type[] TypesOf(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return [.. e.Types.OfType<Type>()];
        }
    }
}
