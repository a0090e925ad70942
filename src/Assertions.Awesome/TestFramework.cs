namespace ConcurrencyTrace.Assertions;

/// <summary>What is particular to AwesomeAssertions: nothing, since it throws xunit v3's exception by itself.</summary>
internal static class TestFramework
{
    public static void Adopt()
    {
    }
}
