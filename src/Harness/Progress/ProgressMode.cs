namespace ConcurrencyTrace.Harness.Progress;

/// <summary>How a long exploration shows how far it is.</summary>
internal enum ProgressMode
{
    /// <summary>Live where a person looks at a terminal, else by lines.</summary>
    Auto,

    /// <summary>One line that is written over and over.</summary>
    Live,

    /// <summary>A line every ten seconds.</summary>
    Lines,

    /// <summary>Not at all.</summary>
    None,
}
