using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Primitives;

/// <summary>Who asks for the text of what another changes.</summary>
public class TextRaceTests
{
    public static TheoryData<string, Action<StringBuilder>> Asking => new()
    {
        { "ToString", text => Keep(text.ToString()) },
        { "as an object", text => Keep(((object)text).ToString()) },
        { "interpolated", text => Keep($"{text}!") },
        { "interpolated into a builder", text => Keep(new StringBuilder().Append(CultureInfo.InvariantCulture, $"{text}").Length) },
        { "Concat", text => Keep(string.Concat(text, (object)"!")) },
        { "Format", text => Keep(string.Format(CultureInfo.InvariantCulture, "{0}", text)) },
        { "Append", text => Keep(new StringBuilder().Append(text).Length) },
        { "Convert", text => Keep(Convert.ToString(text, CultureInfo.InvariantCulture)) },
        { "Write", Write },
    };

    [Theory]
    [MemberData(nameof(Asking))]
    public void The_text_of_a_builder_races_with_its_writer(string by, Action<StringBuilder> ask) => Fails(FailureKind.DataRace, () =>
    {
        var text = new StringBuilder(by);
        Together(() => text.Append('!'), () => ask(text));
    });

    [Fact]
    public void So_does_that_of_a_writer() => Fails(FailureKind.DataRace, () =>
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        Together(() => writer.Write('!'), () => Keep(writer.ToString()));
    });

    [Fact]
    public void And_that_of_a_document() => Fails(FailureKind.DataRace, () =>
    {
        var document = new JsonObject();
        Together(() => document["a"] = 1, () => Keep($"{document}"));
    });

    [Fact]
    public void The_text_of_a_list_is_not_what_is_in_it() => Passes(() =>
    {
        object list = new List<int>();
        Together(() => ((List<int>)list).Add(1), () => Keep($"{list}" + string.Concat(list, list, list) + list));
    });

    [Fact]
    public void What_the_program_wrote_says_itself_what_it_looks_at() => Passes(() =>
    {
        var words = new Sentence();
        Together(() => words.Add("a"), () => Assert.Equal("a sentence", $"{words}"));
    });

    private static void Write(StringBuilder text)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        writer.WriteLine(text);
    }

    private static void Keep(object? told) => Assert.NotNull(told);

    private sealed class Sentence : List<string>
    {
        public override string ToString() => "a sentence";
    }
}
