using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>Looks at definitions in other assemblies where they can be had: recording memory must not fail for a missing one.</summary>
internal static class Resolving
{
    /// <summary>The definition; null when its assembly is not among the references.</summary>
    public static T? OrNull<T>(Func<T?> resolve)
        where T : class
    {
        try
        {
            return resolve();
        }
        catch (AssemblyResolutionException)
        {
            return null;
        }
    }
}
