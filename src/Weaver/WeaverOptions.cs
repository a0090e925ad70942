namespace ConcurrencyTrace.Weaver;

/// <summary>One run of the weaver.</summary>
internal sealed record WeaverOptions
{
    /// <summary>Path of the Runtime assembly.</summary>
    public required string Runtime { get; init; }

    /// <summary>Paths of the assemblies that the inputs may refer to.</summary>
    public required IReadOnlyList<string> References { get; init; }

    /// <summary>What to weave, and where to write the result.</summary>
    public required IReadOnlyList<(string Input, string Output)> Inputs { get; init; }

    /// <summary>Simple names of all assemblies that are woven in the end, in this run or before.</summary>
    /// <value>Those of the inputs by default.</value>
    public IReadOnlyList<string> Woven
    {
        get => field ?? NamesOf(Inputs);
        init;
    }

    /// <summary>Paths of the libraries, not the program's own, that the build could weave: the program's calls of those that it does not are looked at.</summary>
    public IReadOnlyList<string> Libraries { get; init; } = [];

    /// <summary>Whether plain reads and writes of memory are recorded.</summary>
    /// <value>True by default.</value>
    public bool Memory { get; init; } = true;

    /// <summary>Simple names of the assemblies whose static fields every schedule has as a new process has them.</summary>
    /// <value>None by default.</value>
    public IReadOnlyList<string> FreshStatics { get; init; } = [];

    /// <summary>The redirections.</summary>
    /// <value><see cref="RedirectionTable.Rows"/> by default.</value>
    public IReadOnlyList<RedirectionRow> Table { get; init; } = RedirectionTable.Rows;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="WeaverException">An argument is missing or unknown, or a file it names does not exist.</exception>
    public static WeaverOptions Parse(IReadOnlyList<string> arguments)
    {
        var values = new Dictionary<string, string>();
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (arguments[i] is not ("--runtime" or "--references" or "--inputs" or "--woven" or "--libraries" or "--fresh-statics" or "--memory"))
            {
                throw new WeaverException(Errors.WrongArguments($"Unknown argument '{arguments[i]}'."));
            }

            values[arguments[i]] = i + 1 < arguments.Count
                ? arguments[i + 1]
                : throw new WeaverException(Errors.WrongArguments($"'{arguments[i]}' needs a value."));
        }

        var memory = values.GetValueOrDefault("--memory", "true");
        var inputs = Lines(values, "--inputs").Select(Pair).ToList();
        return new WeaverOptions
        {
            Runtime = ExistingFile(values, "--runtime"),
            References = Lines(values, "--references"),
            Inputs = inputs,
            Woven = values.ContainsKey("--woven") ? Lines(values, "--woven") : NamesOf(inputs),
            Libraries = OptionalLines(values, "--libraries"),
            FreshStatics = OptionalLines(values, "--fresh-statics"),
            Memory = bool.TryParse(memory, out var on) ? on : throw new WeaverException(Errors.WrongArguments($"Invalid --memory '{memory}'. Valid values are true, false.")),
        };
    }

    private static string[] NamesOf(IReadOnlyList<(string Input, string Output)> inputs) => [.. inputs.Select(i => Path.GetFileNameWithoutExtension(i.Input))];

    private static string ExistingFile(Dictionary<string, string> values, string name) =>
        !values.TryGetValue(name, out var path) ? throw new WeaverException(Errors.WrongArguments($"'{name}' is missing."))
        : !File.Exists(path) ? throw new WeaverException(Errors.WrongArguments($"The file of {name} does not exist: '{path}'."))
        : path;

    private static string[] OptionalLines(Dictionary<string, string> values, string name) => values.ContainsKey(name) ? Lines(values, name) : [];

    private static string[] Lines(Dictionary<string, string> values, string name) =>
        [.. File.ReadAllLines(ExistingFile(values, name)).Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static (string Input, string Output) Pair(string line)
    {
        var parts = line.Split('|');
        return parts is [{ Length: > 0 } input, { Length: > 0 } output]
            ? (input, output)
            : throw new WeaverException(Errors.WrongArguments($"'{line}' in --inputs is not \"input|output\"."));
    }
}
