namespace Samples;

/// <summary>What is handed to code that is not woven to look through; each returns which calls of its own the Runtime must see.</summary>
public static class Sources
{
    public static string Queries()
    {
        IEnumerable<int> items = new List<int> { 1, 2, 3 };
        var sum = items.Where(i => i > 1).Sum();
        return sum == 5 ? "Enumerable.Where, Enumerable.Sum" : $"a sum of {sum}";
    }

    public static string Copies()
    {
        IDictionary<string, int> map = new SortedDictionary<string, int> { ["a"] = 1 };
        IEnumerable<string> keys = map.Keys;
        var (list, copy) = (new List<string>(keys), new Dictionary<string, int>(map));
        return list.Count == copy.Count ? "IDictionary.Keys, new List, new Dictionary" : $"{list.Count} of {copy.Count}";
    }

    public static string Enumerations_of_what_is_not_known()
    {
        return Last(new List<int> { 1, 2, 3 }) == 3 ? "IEnumerable.GetEnumerator" : "not the last";

        static T? Last<T>(IEnumerable<T> items)
        {
            var last = default(T);
            foreach (var item in items)
            {
                last = item;
            }

            return last;
        }
    }

    public static string Enumerations_of_what_is_known_or_in_no_collection()
    {
        var sum = 0;
        foreach (var item in new List<int> { 1, 2 })
        {
            sum += item;
        }

        IEnumerable<Span<int>> spans = new Spans();
        foreach (var span in spans)
        {
            sum += span.Length;
        }

        return sum + Count(new Spans()) == 5 ? "" : "miscounted";

        static int Count<T>(IEnumerable<T> items)
            where T : allows ref struct
        {
            var count = 0;
            foreach (var _ in items)
            {
                count++;
            }

            return count;
        }
    }

    private sealed class Spans : IEnumerable<Span<int>>, IEnumerator<Span<int>>
    {
        private int left = 2;

        public Span<int> Current => [];

        object System.Collections.IEnumerator.Current => left;

        public IEnumerator<Span<int>> GetEnumerator() => this;

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => this;

        public bool MoveNext() => left-- > 0;

        public void Reset() => left = 2;

        public void Dispose()
        {
        }
    }
}
