using System.Runtime.InteropServices;
using System.Text;

namespace Samples;

/// <summary>What is handed to the platform's methods and is no object, though others in its place are.</summary>
public static class Handed
{
    [Expect]
    public static unsafe string Characters_at_an_address()
    {
        fixed (char* text = "abc")
        {
            return new StringBuilder().Append(text, 2).ToString();
        }
    }

    [Expect]
    public static string A_lookup_by_another_type_of_key()
    {
        var map = new Dictionary<string, int>();
        CollectionsMarshal.GetValueRefOrAddDefault(map.GetAlternateLookup<ReadOnlySpan<char>>(), "a", out _) = 3;
        return $"{map["a"]}";
    }
}
