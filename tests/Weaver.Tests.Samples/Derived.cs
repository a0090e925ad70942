namespace Samples;

public static class Derived
{
    [Expect("ControlledProgressBase.Begin", "ControlledProgressBase.End")]
    public static string Constructor_that_keeps_the_context() => new Own<int>(4).ToString();

    private sealed class Own<T>(T last) : Progress<T>(_ => { })
    {
        public override string ToString() => $"{last}";
    }
}
