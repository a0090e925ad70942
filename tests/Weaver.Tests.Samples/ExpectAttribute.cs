namespace Samples;

/// <summary>The redirection targets that a sample must reach when it is woven, in order.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ExpectAttribute(params string[] targets) : Attribute
{
    public string[] Targets { get; } = targets;
}
