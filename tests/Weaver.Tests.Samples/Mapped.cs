using Microsoft.FSharp.Core;

namespace Samples
{
    /// <summary>Properties as the compiler of F# writes them for what is mutable in records and modules: their accessors have no place of their own.</summary>
    public sealed class Mapped
    {
        [CompilationMapping]
        public static int Total { get; set; }

        [CompilationMapping]
        public int Hits { get; set; }

        [CompilationMapping]
        public (long, long) Both { get; set; }

        [CompilationMapping]
        public (int, int) Small { get; set; }

        public static string Properties()
        {
            var record = new Mapped();
            record.Hits++;
            Total = record.Hits;
            return "r Hits, w Hits, r Hits, w Total";
        }

        public static string Property_of_a_large_struct()
        {
            var record = new Mapped();
            record.Both = (1, 2);
            record.Small = (1, 2);
            return "w Both, w Both, w Small";
        }
    }
}

namespace Microsoft.FSharp.Core
{
    [AttributeUsage(AttributeTargets.Property)]
    internal sealed class CompilationMappingAttribute : Attribute;
}
