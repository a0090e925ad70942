using System.Reflection.PortableExecutable;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ConcurrencyTrace.Weaver.Assemblies;

/// <summary>Reads and writes assemblies with what they need around the IL: symbols, strong names, native images.</summary>
internal static class ImageFile
{
    private const int ReadyToRunSignature = 0x00525452; // "RTR\0"
    private const ModuleAttributes IlLibrary = (ModuleAttributes)0x4;

    /// <summary>Refuses what is no managed assembly and what mixes IL with native code.</summary>
    /// <exception cref="WeaverException">CTW0001.</exception>
    public static void Check(string path)
    {
        try
        {
            using var image = new PEReader(File.OpenRead(path));
            var header = image.PEHeaders.CorHeader ?? throw new BadImageFormatException("no CLR header");
            if ((header.Flags & CorFlags.ILOnly) == 0 && !IsReadyToRun(image, header))
            {
                throw new WeaverException(Errors.MixedMode(path));
            }
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or UnauthorizedAccessException)
        {
            throw new WeaverException(Errors.NotManaged(path, e.Message.TrimEnd('.')));
        }
    }

    /// <summary>Reads an assembly, with its symbols where they can be read.</summary>
    public static AssemblyDefinition Read(string path, IAssemblyResolver resolver, out IReadOnlyList<Diagnostic> warnings)
    {
        warnings = [];
        try
        {
            return AssemblyDefinition.ReadAssembly(path, Parameters(resolver, symbols: true));
        }
        catch (Exception e) when (e is not (FileNotFoundException or UnauthorizedAccessException))
        {
            // Without symbols it either reads, or shows what is wrong with the assembly itself.
            try
            {
                var assembly = AssemblyDefinition.ReadAssembly(path, Parameters(resolver, symbols: false));
                warnings = [Errors.UnreadableSymbols(path, e.Message.ReplaceLineEndings(" ").TrimEnd('.'))];
                return assembly;
            }
            catch (BadImageFormatException bad)
            {
                throw new WeaverException(Errors.NotManaged(path, bad.Message.TrimEnd('.')));
            }
        }
    }

    /// <summary>Writes an assembly, and its symbols in the form they were in: in a file beside it, or embedded.</summary>
    public static void Write(AssemblyDefinition assembly, string path)
    {
        var module = assembly.MainModule;

        // The native half of a ReadyToRun image belongs to the old IL. What is left is an ordinary assembly for any machine.
        if ((module.Attributes & ModuleAttributes.ILOnly) == 0)
        {
            module.Attributes = (module.Attributes | ModuleAttributes.ILOnly) & ~IlLibrary;
            module.Architecture = TargetArchitecture.I386;
        }

        // The signature no longer holds. .NET does not check it; the public key, part of the identity, stays.
        module.Attributes &= ~ModuleAttributes.StrongNameSigned;
        try
        {
            assembly.Write(path, new WriterParameters
            {
                DeterministicMvid = true,
                WriteSymbols = module.HasSymbols,
                SymbolWriterProvider = !module.HasSymbols ? null
                    : module.SymbolReader is EmbeddedPortablePdbReader ? new EmbeddedPortablePdbWriterProvider()
                    : new PortablePdbWriterProvider(),
            });
        }
        catch
        {
            // The next build would take it for woven: it is newer than the input.
            File.Delete(path);
            throw;
        }
    }

    private static ReaderParameters Parameters(IAssemblyResolver resolver, bool symbols) => new()
    {
        AssemblyResolver = resolver,
        InMemory = true, // a method body a system call otherwise
        ReadSymbols = symbols,
        SymbolReaderProvider = symbols ? new DefaultSymbolReaderProvider(throwIfNoSymbol: false) : null,
    };

    private static bool IsReadyToRun(PEReader image, CorHeader header) =>
        header.ManagedNativeHeaderDirectory is { Size: >= 4 } native
        && image.GetSectionData(native.RelativeVirtualAddress).GetReader().ReadInt32() == ReadyToRunSignature;
}
