using ConcurrencyTrace.Runtime.Scheduling;
using Microsoft.Coyote.Random;
using CoyoteOperation = Microsoft.Coyote.Runtime.Operation;
using Operation = ConcurrencyTrace.Runtime.Scheduling.Operation;

namespace ConcurrencyTrace.Exploration.Coyote;

/// <summary>
/// One schedule as Coyote sees it. At any time one thread of Coyote's has its turn: the root's or a puppet's. That one waits here for
/// our scheduler's next question, and answers it by handing Coyote's turn on.
/// </summary>
internal sealed class CoyoteIteration
{
    private readonly Dictionary<int, Puppet> puppets = [];
    private readonly List<Puppet> unstarted = [];
    private readonly Signal asked = new();
    private readonly Signal answered = new();
    private readonly Signal gone = new();
    private Thread? root;
    private Puppet? chosen;
    private int numberBound;
    private int number;
    private volatile bool ended;
    private volatile bool left;

    /// <summary>What stopped the iteration against our will; null when nothing did.</summary>
    public Exception? Error { get; private set; }

    /// <summary>Has Coyote choose one of several operations.</summary>
    /// <returns>An index; -1 when Coyote takes no further part in this schedule.</returns>
    public int Ask(ReadOnlySpan<Operation> candidates)
    {
        foreach (var candidate in candidates)
        {
            PuppetOf(candidate).IsCandidate = true;
        }

        var isAnswered = Exchange();
        var index = -1;
        for (var i = 0; i < candidates.Length; i++)
        {
            var puppet = puppets[candidates[i].Id];
            puppet.IsCandidate = false;
            if (isAnswered && puppet == chosen)
            {
                index = i;
            }
        }

        return index;
    }

    /// <summary>Has Coyote choose a number.</summary>
    /// <returns>From 0 to below <paramref name="bound"/>; -1 when Coyote takes no further part in this schedule.</returns>
    public int AskNumber(int bound)
    {
        numberBound = bound;
        var isAnswered = Exchange();
        numberBound = 0;
        return isAnswered ? number : -1;
    }

    /// <summary>The schedule is over: lets Coyote's iteration end, and waits until it has.</summary>
    public void End()
    {
        if (!ended)
        {
            ended = true;
            asked.Send();
            gone.Await();
        }
    }

    /// <summary>The body of Coyote's iteration: the first to have the turn, and the last.</summary>
    /// <exception cref="ThreadInterruptedException">Coyote ends the iteration; it wants this exception to pass.</exception>
    public void RunRoot()
    {
        root = Thread.CurrentThread;
        try
        {
            Serve(null);
        }
        catch (Exception e) when (e is not ThreadInterruptedException)
        {
            Error ??= e;
        }
        finally
        {
            StopPuppets();
            Leave();
        }
    }

    /// <summary>Answers questions whenever <paramref name="puppet"/> (null: the root) has Coyote's turn; returns when it has nothing more to do.</summary>
    public void Serve(Puppet? puppet)
    {
        if (puppet is not null)
        {
            Answer(puppet);
        }

        while (true)
        {
            asked.Await();
            if (numberBound > 0)
            {
                number = Generator.Create().NextInteger(numberBound);
                answered.Send();
                continue;
            }

            if (ended)
            {
                return;
            }

            StartPuppets();
            if (puppet is { Operation.HasEnded: true })
            {
                return;
            }

            if (puppet is null)
            {
                CoyoteOperation.PauseUntil(() => ended);
                return;
            }

            if (puppet.IsCandidate)
            {
                CoyoteOperation.ScheduleNext();
            }

            Answer(puppet);
        }
    }

    /// <summary>A puppet failed: the iteration cannot go on.</summary>
    public void Break(Exception error)
    {
        Error ??= error;
        root!.Interrupt();
    }

    /// <summary>Coyote takes no further part.</summary>
    public void Leave()
    {
        left = true;
        answered.Send();
        gone.Send();
    }

    private void Answer(Puppet puppet)
    {
        // Coyote may also resume one that it had not chosen when it was last offered and that is not offered now: it passes.
        CoyoteOperation.PauseUntil(() => puppet.IsCandidate);
        chosen = puppet;
        answered.Send();
    }

    private bool Exchange()
    {
        if (left)
        {
            return false;
        }

        asked.Send();
        answered.Await();
        return !left;
    }

    private void StopPuppets()
    {
        foreach (var puppet in puppets.Values)
        {
            try
            {
                puppet.Stop();
            }
            catch (ThreadInterruptedException)
            {
                // Coyote's interruption of the root and a puppet's came both; there is no third.
                puppet.Stop();
            }
        }
    }

    private void StartPuppets()
    {
        foreach (var puppet in unstarted)
        {
            puppet.Start();
        }

        unstarted.Clear();
    }

    private Puppet PuppetOf(Operation operation)
    {
        if (!puppets.TryGetValue(operation.Id, out var puppet))
        {
            puppet = new Puppet(operation, this);
            puppets.Add(operation.Id, puppet);
            unstarted.Add(puppet);
        }

        return puppet;
    }
}
