namespace ConcurrencyTrace.Exploration.Tests.Statics;

/// <summary>Programs that set static fields on first use.</summary>
public static class FirstUse
{
    /// <summary>Two may find the field unset.</summary>
    public static Task Singleton() => GetTwice(static () => Unguarded.Instance);

    /// <summary>Only one does. What initialisers and initial values give is there in every schedule.</summary>
    public static async Task GuardedSingleton()
    {
        await GetTwice(static () => Guarded.Instance);
        Check(Guarded.Made == 1);
        Check(Registry.Names.Count == 1 && Registry.Names[0] == "first");
        Check(PerType<int>.Uses++ == 7 && PerType<string>.Uses++ == 7);
        Registry.Names.Add("second");
        Registry.Names = [];
    }

    /// <summary>An initialiser that a process can run once.</summary>
    public static Task OnlyOnce()
    {
        Check(Once.Value > 0);
        return Task.CompletedTask;
    }

    private static async Task GetTwice(Func<object> get)
    {
        var both = await Task.WhenAll(Task.Run(get), Task.Run(get));
        Check(both[0] == both[1]);
    }

    private static void Check(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("the check does not hold");
        }
    }

    private static class Unguarded
    {
        private static object? instance;

        public static object Instance => instance ??= new object();
    }

    private static class Guarded
    {
        private static readonly Lock Gate = new();
        private static volatile object? instance;

        public static int Made { get; private set; }

        public static object Instance
        {
            get
            {
                if (instance is null)
                {
                    lock (Gate)
                    {
                        if (instance is null)
                        {
                            Made++;
                            instance = new object();
                        }
                    }
                }

                return instance;
            }
        }
    }

    private static class Registry
    {
        static Registry() => Names.Add("first");

        public static List<string> Names { get; set; } = [];
    }

    private static class PerType<T>
    {
        public static int Uses { get; set; } = 7;
    }

    private static class Once
    {
        public static readonly int Value = Count();

        // The environment is the process's.
        private static int Count()
        {
            if (Environment.GetEnvironmentVariable("FIRST_USE") is not null)
            {
                throw new InvalidOperationException("it is there already");
            }

            Environment.SetEnvironmentVariable("FIRST_USE", "1");
            return 1;
        }
    }
}
