namespace Samples;

public static class Initializers
{
    [Expect("ControlledTypeInitializer.Reach", "ControlledTypeInitializer.Enter", "ControlledTask.Run", "ControlledTask.get_Result", "ControlledTypeInitializer.Exit")]
    public static string Type_initialiser_is_told() => Told.Value;

    [Expect("ControlledTypeInitializer.Enter", "ControlledTypeInitializer.Exit")]
    public static string Type_initialiser_that_throws()
    {
        try
        {
            return Throws.Value;
        }
        catch (TypeInitializationException e)
        {
            return e.InnerException!.Message;
        }
    }

    [Expect("ControlledTypeInitializer.Enter", "ControlledTypeInitializer.Exit")]
    public static string Type_initialiser_that_makes_an_object_of_its_own_type_is_told() => Single.Only.Value;

    [Expect]
    public static string Type_initialiser_of_lambdas_is_left_alone() => Lambda()();

    [Expect]
    public static string Trivial_type_initialiser_is_left_alone() => Trivial.Value.ToString();

    private static class Told
    {
        public static readonly string Value = Task.Run(() => "told").Result;
    }

    private static class Throws
    {
        public static readonly string Value = Fail();

        private static string Fail() => throw new InvalidOperationException("failed");
    }

    private static Func<string> Lambda() => static () => "lambda";

    private sealed class Single
    {
        public static readonly Single Only = new();

        private Single() => Value = Made();

        public string Value { get; }

        private static string Made() => "made";
    }

    private static class Trivial
    {
        public static readonly int[] Values = [1, 2, 3, 4, 5, 6];

        public static readonly int Value = Values.Length;
    }
}
