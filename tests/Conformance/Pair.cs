namespace ConcurrencyTrace.Conformance;

/// <summary>A program with a bug that only some schedules show, and the same program without it.</summary>
/// <param name="member">What the pair is about: the primitive, a dot, and its member.</param>
/// <param name="bug">The kind of bug in a few words.</param>
/// <param name="kind">How the bug shows.</param>
/// <param name="buggy">The program with the bug: must be found within the default number of schedules.</param>
/// <param name="correct">The program without: no schedule may fail, and nothing escape control.</param>
internal sealed class Pair(string member, string bug, FailureKind kind, Func<Task> buggy, Func<Task> correct)
{
    public Pair(string member, string bug, FailureKind kind, Action buggy, Action correct)
        : this(member, bug, kind, AsFunction(buggy), AsFunction(correct))
    {
    }

    public string Member => member;

    public string Bug => bug;

    public FailureKind Kind => kind;

    public Func<Task> Buggy => buggy;

    public Func<Task> Correct => correct;

    /// <summary>Unique in the suite.</summary>
    public string Name => $"{member}: {bug}";

    private static Func<Task> AsFunction(Action program) => () =>
    {
        program();
        return Task.CompletedTask;
    };
}
