namespace ConcurrencyTrace.Runtime;

/// <summary>Written by the weaver into each assembly that it weaves, so that nothing is woven twice and a schedule can name the code it belongs to.</summary>
/// <param name="formatVersion">Version of the weaver's contract with this assembly.</param>
/// <param name="moduleId">First half of every site identifier of the assembly.</param>
/// <param name="originalModuleVersion">Module version identifier (MVID) of the assembly as the compiler wrote it.</param>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class WovenAttribute(int formatVersion, int moduleId, string originalModuleVersion) : Attribute
{
    /// <summary>The contract that this Runtime understands.</summary>
    public const int CurrentFormatVersion = 2;

    /// <summary>Version of the weaver's contract with this assembly.</summary>
    public int FormatVersion { get; } = formatVersion;

    /// <summary>First half of every site identifier of the assembly.</summary>
    public int ModuleId { get; } = moduleId;

    /// <summary>Module version identifier (MVID) of the assembly as the compiler wrote it.</summary>
    public string OriginalModuleVersion { get; } = originalModuleVersion;
}
