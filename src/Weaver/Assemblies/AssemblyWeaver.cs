using ConcurrencyTrace.Weaver.Redirecting;
using ConcurrencyTrace.Weaver.Rewriting;
using Mono.Cecil;

namespace ConcurrencyTrace.Weaver.Assemblies;

/// <summary>Weaves one assembly from file to file.</summary>
internal sealed class AssemblyWeaver(RuntimeContract runtime, RedirectionIndex redirections, IAssemblyResolver resolver, bool memory, Libraries libraries, IReadOnlyCollection<string> freshStatics)
{
    private const MethodImplAttributes RuntimeAsync = (MethodImplAttributes)0x2000;

    /// <summary>Weaves <paramref name="input"/> into <paramref name="output"/>; an assembly that is woven already is copied.</summary>
    /// <returns>What was done, and warnings.</returns>
    /// <exception cref="WeaverException">The assembly cannot be woven.</exception>
    public WeavingResult Weave(string input, string output)
    {
        ImageFile.Check(input);
        try
        {
            return WeaveReadable(input, output);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new WeaverException(Errors.Unwritable(output, fault.Message.TrimEnd('.')));
        }
    }

    private WeavingResult WeaveReadable(string input, string output)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(output))!);
        using var assembly = ImageFile.Read(input, resolver, out var warnings);
        var module = assembly.MainModule;
        if (WovenVersion(module) is { } version)
        {
            return version == RuntimeContract.FormatVersion
                ? Copy(input, output)
                : throw new WeaverException(Errors.OtherVersion(input, version, RuntimeContract.FormatVersion));
        }

        if (OnlyForwardsTo(module) is { Count: > 0 } others)
        {
            warnings = [.. warnings, Errors.OnlyForwards(input, others)];
        }

        var methods = module.GetTypes().SelectMany(type => type.Methods).ToList();
        RefuseRuntimeAsync(input, methods);
        object at = "reading"; // or the method: its name is a text to be built, wanted once in a thousand runs
        try
        {
            var context = new ModuleContext(module, runtime, redirections, memory, libraries);
            if (freshStatics.Contains(module.Assembly.Name.Name, StringComparer.OrdinalIgnoreCase))
            {
                new FreshStatics(context).Rewrite();
            }

            new InheritedAsync(context).Rewrite();
            var weaver = new MethodWeaver(context);
            using var filter = new MethodFilter(context, input);
            foreach (var method in methods.Where(m => m.HasBody && filter.Contains(m)))
            {
                at = method;
                if (!context.Skipped.Contains(method))
                {
                    weaver.Weave(method);
                }
                else if (SynchronizedRewriter.Handles(method) || filter.UsesWhatIsWoven(method))
                {
                    weaver.Announce(method);
                }
            }

            at = "writing";
            Mark(context);
            ImageFile.Write(assembly, output);
            return new WeavingResult(true, context.Sites.Count, warnings);
        }
        catch (AssemblyResolutionException missing)
        {
            throw new WeaverException(Errors.MissingReference(input, missing.AssemblyReference.FullName));
        }
        catch (Exception fault) when (fault is not (WeaverException or IOException or UnauthorizedAccessException))
        {
            throw new WeaverException(Errors.Internal(input, at.ToString()!, fault));
        }
    }

    // Those that are not woven either. Types of its own that nobody else sees are no reason to name it.
    private List<string> OnlyForwardsTo(ModuleDefinition module) =>
        module.Types.Any(static type => type.IsPublic) ? []
        : [.. module.ExportedTypes.Where(static type => type.IsForwarder).Select(static type => type.Scope.Name).Distinct().Where(IsLeftOut).Order(StringComparer.Ordinal)];

    // What the platform calls itself towards older assemblies can be named by nobody.
    private bool IsLeftOut(string assembly) => assembly is not ("netstandard" or "mscorlib") && !libraries.IsSeenTo(assembly) && !ReferenceResolver.Redirected.Contains(assembly);

    private static WeavingResult Copy(string input, string output)
    {
        File.Copy(input, output, overwrite: true);
        File.SetLastWriteTimeUtc(output, DateTime.UtcNow); // newer than the input, or the build would copy it again and again
        var symbols = Path.ChangeExtension(input, ".pdb");
        if (File.Exists(symbols))
        {
            File.Copy(symbols, Path.ChangeExtension(output, ".pdb"), overwrite: true);
        }

        return new WeavingResult(false, 0, []);
    }

    private static int? WovenVersion(ModuleDefinition module) =>
        module.Assembly.CustomAttributes.FirstOrDefault(a => a.AttributeType.FullName == "ConcurrencyTrace.Runtime.WovenAttribute")
            ?.ConstructorArguments[0].Value as int?;

    private static void RefuseRuntimeAsync(string input, List<MethodDefinition> methods)
    {
        var refused = methods.Where(m => (m.ImplAttributes & RuntimeAsync) != 0).ToList();
        if (refused.Count > 0)
        {
            throw new WeaverException(Errors.RuntimeAsync(input, refused.Count, Sites.DisplayNames.OfMethod(refused[0])));
        }
    }

    private static void Mark(ModuleContext context)
    {
        var module = context.Module;
        var constructor = context.Runtime.Woven.Methods.Single(m => m is { IsConstructor: true, IsStatic: false });
        module.Assembly.CustomAttributes.Add(new CustomAttribute(context.Import(constructor))
        {
            ConstructorArguments =
            {
                new(module.TypeSystem.Int32, RuntimeContract.FormatVersion),
                new(module.TypeSystem.Int32, context.ModuleId),
                new(module.TypeSystem.String, module.Mvid.ToString()),
            },
        });
        module.Resources.Add(context.Sites.ToResource(RuntimeContract.FormatVersion));
    }
}
