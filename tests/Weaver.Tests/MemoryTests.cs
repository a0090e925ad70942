using ConcurrencyTrace.Runtime;

namespace ConcurrencyTrace.Weaver.Tests;

/// <summary>Accesses to shared memory are announced, others are not.</summary>
[Collection("Runs woven code: the redirected calls are counted in one place")]
public sealed class MemoryTests(MemoryTests.Fixture woven) : IClassFixture<MemoryTests.Fixture>
{
    [Theory]
    [InlineData("Static_field")]
    [InlineData("Instance_field")]
    [InlineData("Readonly_and_thread_static_fields")]
    [InlineData("Captured_local")]
    [InlineData("Captured_and_written_once")]
    [InlineData("Captured_and_written_again")]
    [InlineData("Private_fields_that_only_constructors_write")]
    [InlineData("Constructors")]
    [InlineData("Array_elements")]
    [InlineData("Array_element_and_an_object_made_for_it")]
    [InlineData("Struct_in_a_field")]
    [InlineData("References")]
    [InlineData("Addresses")]
    [InlineData("Atomic_access")]
    [InlineData("Collections")]
    [InlineData("Collections_behind_interfaces")]
    [InlineData("Collections_with_addresses_for_arguments")]
    [InlineData("Collections_that_others_look_through")]
    [InlineData("Iterator_locals")]
    [InlineData("Spans")]
    public async Task An_access_is_announced(string sample)
    {
        var (expected, calls) = await WovenSamples.Run(woven.Assembly, "Shared", sample);

        var accesses = calls.Where(call => call.Target is "Calls.Read" or "Calls.Write" or "Calls.Count" or "ControlledMemory.Read" or "ControlledMemory.Write" or "ControlledMemory.Count")
            .Select(call => $"{(call.Target.EndsWith("Write", StringComparison.Ordinal) ? "w" : "r")} {Name(woven.Sites[(int)(call.Site & 0xFFFFFFFF)].Member)}");
        Assert.Equal(expected, string.Join(", ", accesses));
    }

    [Theory]
    [InlineData("Properties")]
    [InlineData("Property_of_a_large_struct")]
    public async Task Accessors_that_have_no_place_are_announced_where_they_are_called(string sample)
    {
        var (expected, calls) = await WovenSamples.Run(woven.Assembly, "Mapped", sample);

        var sites = calls.Where(call => call.Target is "Calls.Read" or "Calls.Write" or "ControlledMemory.Read" or "ControlledMemory.Write").Select(call => (call.Target, Site: woven.Sites[(int)(call.Site & 0xFFFFFFFF)])).ToList();
        Assert.Equal(expected, string.Join(", ", sites.Select(call => $"{(call.Target.EndsWith("Write", StringComparison.Ordinal) ? "w" : "r")} {(call.Site.Member.Contains("Both", StringComparison.Ordinal) ? "Both" : Name(call.Site.Member))}")));
        Assert.Contains(sites, call => call.Site.Method == $"Mapped.{sample}");
    }

    [Theory]
    [InlineData("Queries")]
    [InlineData("Copies")]
    [InlineData("Enumerations_of_what_is_not_known")]
    [InlineData("Enumerations_of_what_is_known_or_in_no_collection")]
    public async Task What_is_looked_through_goes_through_the_runtime(string sample)
    {
        var (expected, calls) = await WovenSamples.Run(woven.Assembly, "Sources", sample);

        var members = calls.Where(call => call.Target.StartsWith("ControlledSource.", StringComparison.Ordinal)).Select(call => woven.Sites[(int)(call.Site & 0xFFFFFFFF)].Member);
        Assert.Equal(expected, string.Join(", ", members));
    }

    [Theory]
    [MemberData(nameof(WovenSamples.Names), MemberType = typeof(WovenSamples))]
    public async Task A_sample_returns_what_it_did(string type, string method)
    {
        var (before, _) = await WovenSamples.Run(typeof(Samples.ExpectAttribute).Assembly, type, method);
        var (after, _) = await WovenSamples.Run(woven.Assembly, type, method);

        Assert.Equal(before, after);
    }

    [Fact]
    public async Task An_owner_is_the_object_and_elements_differ()
    {
        Calls.Accesses.Clear();
        await WovenSamples.Run(woven.Assembly, "Shared", "Array_elements");

        var accesses = Calls.Accesses.ToArray();
        Assert.IsType<int[]>(accesses[0].Owner);
        Assert.Same(accesses[0].Owner, accesses[1].Owner);
        Assert.Equal(accesses[0].Field + 1, accesses[1].Field);
        Assert.IsType<string[]>(accesses[2].Owner);
    }

    [Fact]
    public async Task An_element_is_named_for_what_holds_its_array()
    {
        var (expected, calls) = await WovenSamples.Run(woven.Assembly, "Shared", "Arrays_by_name");

        var accesses = calls.Where(call => call.Target is "ControlledMemory.Read" or "ControlledMemory.Write").Select(call => (Verb: call.Target[^4] == 'R' ? "r" : "w", woven.Sites[(int)(call.Site & 0xFFFFFFFF)].Member));
        Assert.Equal(expected, string.Join(", ", accesses.Where(access => IsElement(access.Member)).Select(access => $"{access.Verb} {access.Member}")));
    }

    [Fact]
    public async Task An_atomic_call_is_named_with_what_it_is_given_by_reference()
    {
        var (_, calls) = await WovenSamples.Run(woven.Assembly, "Shared", "Atomic_targets");

        var members = calls.Where(call => call.Target == "ControlledInterlocked.Increment").Select(call => woven.Sites[(int)(call.Site & 0xFFFFFFFF)].Member["Interlocked.Increment".Length..]);
        Assert.Equal([" of captured", "", " of counter", " of pair", " of ints[]", " of place", " of First"], members);
    }

    private static bool IsElement(string member) => member == "array element" || member.Contains("[]", StringComparison.Ordinal);

    private static string Name(string member) =>
        IsElement(member) ? "[]" : member.Split('.') is var parts && (parts[0] is "Int32[,]" or "List" or "Dictionary" or "Enumerable" or "String" || parts[0][0] == 'I') ? member : parts[^1];

    /// <summary>The samples, woven once with memory.</summary>
    public sealed class Fixture
    {
        public System.Reflection.Assembly Assembly { get; } = Weaving.Load(Weaving.Weave(Weaving.Samples, memory: true));

        public IReadOnlyList<WovenSite> Sites => field ??= SiteReader.Read(Assembly);
    }
}
