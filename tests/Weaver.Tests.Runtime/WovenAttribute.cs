namespace ConcurrencyTrace.Runtime;

[AttributeUsage(AttributeTargets.Assembly)]
public sealed class WovenAttribute(int formatVersion, int moduleId, string originalModuleVersion) : Attribute
{
    public const int CurrentFormatVersion = 2;

    public int FormatVersion { get; } = formatVersion;

    public int ModuleId { get; } = moduleId;

    public string OriginalModuleVersion { get; } = originalModuleVersion;
}
