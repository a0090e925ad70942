using ConcurrencyTrace.Runtime.Controlled;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>Types whose static state can be made anew.</summary>
[Collection("Runs woven code: the redirected calls are counted in one place")]
public sealed class FreshStaticsTests
{
    [Fact]
    public void Every_static_field_is_again_what_it_was_in_the_beginning()
    {
        var output = Path.Combine(Weaving.TemporaryFolder(), Path.GetFileName(Weaving.Samples));
        Weaving.Run(Weaving.Table, memory: true, freshStatics: ["weaver.tests.samples"], (Weaving.Samples, output));
        var change = Weaving.Load(output).GetType("Samples.Statics")!.GetMethod("Change")!;
        ControlledStatics.Types.Clear();

        var first = Call();
        Assert.Equal("1,2 none 0 0 4 3 0  11 6", first);
        Assert.Equal("1,2,2 some 9 5 6 7 8 9 10 6", Call());

        ControlledStatics.Types.ForEach(type => type.Clear());
        ControlledStatics.Types.ForEach(type => type.Initialize?.Invoke());
        Assert.Equal("1,2 none 0 5 4 3 0  11 6", Call()); // all but the thread's own

        string Call() => (string)change.Invoke(null, null)!;
    }

    [Fact]
    public void Finalizers_run_only_in_the_schedule_that_their_object_is_of()
    {
        var output = Path.Combine(Weaving.TemporaryFolder(), Path.GetFileName(Weaving.Samples));
        Weaving.Run(Weaving.Table, memory: true, freshStatics: ["weaver.tests.samples"], (Weaving.Samples, output));
        var finalized = Weaving.Load(output).GetType("Samples.Finalized")!;

        MakeIn(schedule: 1);
        Assert.Equal("derived of String, base", Seen());
        MakeIn(schedule: 2);
        ControlledStatics.Current = 3;
        Assert.Equal("", Seen());

        void MakeIn(int schedule)
        {
            ControlledStatics.Current = schedule;
            finalized.GetMethod("Make")!.Invoke(null, null);
        }

        string Seen() => (string)finalized.GetMethod("Collect")!.Invoke(null, null)!;
    }

    [Fact]
    public void Without_being_asked_for_nothing_is_told()
    {
        ControlledStatics.Types.Clear();
        Weaving.Load(Weaving.Weave(Weaving.Samples, memory: true)).GetType("Samples.Statics")!.GetMethod("Change")!.Invoke(null, null);
        Assert.Empty(ControlledStatics.Types);
    }
}
