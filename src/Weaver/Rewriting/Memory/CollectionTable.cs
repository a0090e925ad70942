namespace ConcurrencyTrace.Weaver.Rewriting.Memory;

/// <summary>The platform's collections whose methods count as a read or a write of the whole collection: they are not safe for several threads.</summary>
/// <remarks>Behind an interface may be anything: the Runtime looks at the object.</remarks>
internal static class CollectionTable
{
    private static readonly HashSet<string> Types =
    [
        "Microsoft.VisualBasic.Collection",
        "System.Buffers.ArrayBufferWriter`1",
        "System.Buffers.IBufferWriter`1",
        "System.Collections.ArrayList",
        "System.Collections.BitArray",
        "System.Collections.Hashtable",
        "System.Collections.ICollection",
        "System.Collections.IDictionary",
        "System.Collections.IEnumerable",
        "System.Collections.IEnumerator",
        "System.Collections.IList",
        "System.Collections.Queue",
        "System.Collections.SortedList",
        "System.Collections.Stack",
        "System.Collections.Concurrent.IProducerConsumerCollection`1",
        "System.Collections.Generic.Dictionary`2",
        "System.Collections.Generic.Dictionary`2/AlternateLookup`1",
        "System.Collections.Generic.Dictionary`2/KeyCollection",
        "System.Collections.Generic.Dictionary`2/ValueCollection",
        "System.Collections.Generic.HashSet`1",
        "System.Collections.Generic.HashSet`1/AlternateLookup`1",
        "System.Collections.Generic.ICollection`1",
        "System.Collections.Generic.IDictionary`2",
        "System.Collections.Generic.IEnumerable`1",
        "System.Collections.Generic.IEnumerator`1",
        "System.Collections.Generic.IList`1",
        "System.Collections.Generic.IReadOnlyCollection`1",
        "System.Collections.Generic.IReadOnlyDictionary`2",
        "System.Collections.Generic.IReadOnlyList`1",
        "System.Collections.Generic.IReadOnlySet`1",
        "System.Collections.Generic.ISet`1",
        "System.Collections.Generic.LinkedList`1",
        "System.Collections.Generic.LinkedListNode`1",
        "System.Collections.Generic.List`1",
        "System.Collections.Generic.OrderedDictionary`2",
        "System.Collections.Generic.OrderedDictionary`2/KeyCollection",
        "System.Collections.Generic.OrderedDictionary`2/ValueCollection",
        "System.Collections.Generic.PriorityQueue`2",
        "System.Collections.Generic.PriorityQueue`2/UnorderedItemsCollection",
        "System.Collections.Generic.Queue`1",
        "System.Collections.Generic.SortedDictionary`2",
        "System.Collections.Generic.SortedDictionary`2/KeyCollection",
        "System.Collections.Generic.SortedDictionary`2/ValueCollection",
        "System.Collections.Generic.SortedList`2",
        "System.Collections.Generic.SortedSet`1",
        "System.Collections.Generic.Stack`1",
        "System.Collections.Immutable.ImmutableArray`1/Builder",
        "System.Collections.Immutable.ImmutableDictionary`2/Builder",
        "System.Collections.Immutable.ImmutableHashSet`1/Builder",
        "System.Collections.Immutable.ImmutableList`1/Builder",
        "System.Collections.Immutable.ImmutableSortedDictionary`2/Builder",
        "System.Collections.Immutable.ImmutableSortedSet`1/Builder",
        "System.Collections.ObjectModel.Collection`1",
        "System.Collections.ObjectModel.KeyedCollection`2",
        "System.Collections.ObjectModel.ObservableCollection`1",
        "System.Collections.ObjectModel.ReadOnlyCollection`1",
        "System.Collections.ObjectModel.ReadOnlyDictionary`2",
        "System.Collections.ObjectModel.ReadOnlySet`1",
        "System.Collections.Specialized.HybridDictionary",
        "System.Collections.Specialized.ListDictionary",
        "System.Collections.Specialized.NameObjectCollectionBase",
        "System.Collections.Specialized.NameValueCollection",
        "System.Collections.Specialized.OrderedDictionary",
        "System.Collections.Specialized.StringCollection",
        "System.Collections.Specialized.StringDictionary",
        "System.Data.DataColumnCollection",
        "System.Data.DataRow",
        "System.Data.DataRowCollection",
        "System.Data.DataTable",
        "System.IO.BinaryReader",
        "System.IO.BinaryWriter",
        "System.IO.BufferedStream",
        "System.IO.Compression.BrotliStream",
        "System.IO.Compression.DeflateStream",
        "System.IO.Compression.GZipStream",
        "System.IO.Compression.ZLibStream",
        "System.IO.Compression.ZipArchive",
        "System.IO.FileStream",
        "System.IO.MemoryStream",
        "System.IO.Pipelines.PipeWriter",
        "System.IO.Stream",
        "System.IO.StreamReader",
        "System.IO.StreamWriter",
        "System.IO.StringReader",
        "System.IO.StringWriter",
        "System.IO.TextReader",
        "System.IO.TextWriter",
        "System.Net.Http.Headers.HttpContentHeaders",
        "System.Net.Http.Headers.HttpHeaderValueCollection`1",
        "System.Net.Http.Headers.HttpHeaders",
        "System.Net.Http.Headers.HttpRequestHeaders",
        "System.Net.Http.Headers.HttpResponseHeaders",
        "System.Random",
        "System.Runtime.CompilerServices.ConditionalWeakTable`2",
        "System.Security.Cryptography.CryptoStream",
        "System.Security.Cryptography.HashAlgorithm",
        "System.Security.Cryptography.IncrementalHash",
        "System.Text.Decoder",
        "System.Text.Encoder",
        "System.Text.Json.Nodes.JsonArray",
        "System.Text.Json.Nodes.JsonNode",
        "System.Text.Json.Nodes.JsonObject",
        "System.Text.Json.Utf8JsonWriter",
        "System.Text.StringBuilder",
        "System.WeakReference",
        "System.WeakReference`1",
        "System.Xml.Linq.XAttribute",
        "System.Xml.Linq.XContainer",
        "System.Xml.Linq.XDocument",
        "System.Xml.Linq.XElement",
        "System.Xml.Linq.XNode",
        "System.Xml.XmlAttributeCollection",
        "System.Xml.XmlDocument",
        "System.Xml.XmlElement",
        "System.Xml.XmlNode",
        "System.Xml.XmlReader",
        "System.Xml.XmlWriter",
    ];

    // Every method that is not a read is a write. Getters are reads.
    private static readonly HashSet<string> Reads =
    [
        "Ancestors", "AncestorsAndSelf", "AsArray", "AsObject", "AsReadOnly", "AsValue", "Attribute", "Attributes", "BinarySearch", "Clone",
        "CloneNode", "Compute", "Contains", "ContainsKey", "ContainsValue", "ConvertAll", "CopyTo", "CreateNavigator", "CreateReader", "DeepClone",
        "DescendantNodes", "DescendantNodesAndSelf", "Descendants", "DescendantsAndSelf", "Element", "Elements", "ElementsAfterSelf",
        "ElementsBeforeSelf", "Equals", "Exists", "Find", "FindAll", "FindIndex", "FindLast", "FindLastIndex", "ForEach", "Get", "GetAt",
        "GetAttribute", "GetAttributeNode", "GetBuffer", "GetByIndex", "GetChunks", "GetElementById", "GetElementIndex", "GetElementsByTagName",
        "GetByteCount", "GetCharCount", "GetCurrentHash", "GetEntry", "GetEnumerator", "GetHashCode", "GetKey", "GetKeyAtIndex", "GetNamespaceOfPrefix", "GetPath", "GetPropertyName", "GetRange",
        "GetStringBuilder", "GetType", "GetValue", "GetValueAtIndex", "GetValueKind", "GetValueOrDefault", "GetValues", "GetViewBetween", "HasAllSet",
        "HasAnySet", "HasAttribute", "HasKeys", "HasVersion", "IndexOf", "IndexOfKey", "IndexOfValue", "IsAfter", "IsBefore", "IsNull",
        "IsProperSubsetOf", "IsProperSupersetOf", "IsSubsetOf", "IsSupersetOf", "ItemRef", "LastIndexOf", "Nodes", "NodesAfterSelf",
        "NodesBeforeSelf", "Overlaps", "Peek", "Save", "SaveAsync", "Select", "SelectNodes", "SelectSingleNode", "SetEquals", "Slice", "ToArray",
        "ToImmutable", "ToJsonString", "ToString", "TrueForAll", "TryGetBuffer", "TryGetCurrentHash", "TryGetKey", "TryGetPropertyValue", "TryGetTarget", "TryGetValue",
        "TryGetValues", "TryPeek", "WriteContentTo", "WriteTo", "WriteToAsync",
    ];

    // What is one number or one reference, which many of them never change.
    private static readonly HashSet<string> Single =
    [
        "get_AlgorithmName", "get_AutoFlush", "get_BaseStream", "get_BufferSize", "get_CanRead", "get_CanReuseTransform", "get_CanSeek", "get_CanTimeout",
        "get_CanTransformMultipleBlocks", "get_CanWrite", "get_Capacity", "get_Comparer", "get_Count", "get_Encoding", "get_FormatProvider", "get_HashLengthInBytes",
        "get_HashSize", "get_InputBlockSize", "get_IsAsync", "get_IsFixedSize", "get_IsReadOnly", "get_IsSynchronized", "get_KeyComparer", "get_Length", "get_LocalName",
        "get_MaxCapacity", "get_Mode", "get_Name", "get_NamespaceURI", "get_NewLine", "get_NodeType", "get_Options", "get_OutputBlockSize", "get_OwnerDocument",
        "get_Settings", "get_SyncRoot", "get_TableName", "get_ValueComparer",
    ];

    /// <summary>Whether the type is one of these collections.</summary>
    public static bool Contains(string type) => Types.Contains(type);

    /// <summary>Whether a static method writes to the collection that is this argument: it extends it.</summary>
    public static bool IsWritten(string type, string method, int parameter) => parameter == 0 && (type, method) is
        ("System.Buffers.BuffersExtensions", "Write")
        or ("System.Collections.Generic.CollectionExtensions", "AddRange" or "InsertRange" or "Remove" or "TryAdd")
        or ("System.Runtime.InteropServices.CollectionsMarshal", "GetValueRefOrAddDefault" or "SetCount");

    /// <summary>The property that tells which collection the method of one of these types looks into; null where that is its receiver.</summary>
    public static string? PropertyOf(string type, string method) => (type, method) switch
    {
        ("System.Collections.Generic.Dictionary`2/AlternateLookup`1", _) => "get_Dictionary",
        ("System.Collections.Generic.HashSet`1/AlternateLookup`1", _) => "get_Set",
        ("System.Collections.Generic.LinkedListNode`1", "get_Next" or "get_Previous") => "get_List",
        _ => null,
    };

    /// <summary>Whether the type is what moves through a collection.</summary>
    public static bool IsEnumerator(string type) => type is "System.Collections.IEnumerator" or "System.Collections.Generic.IEnumerator`1";

    /// <summary>What the method of one of these types does with its collection; null when nothing, as what takes the result of what was begun.</summary>
    public static CollectionUse? UseBy(string type, string method) =>
        method is "EndRead" or "EndWrite" ? null
        : IsEnumerator(type) ? method == "get_Current" ? CollectionUse.Current : CollectionUse.Move
        : Single.Contains(method) ? CollectionUse.Count
        : method == "GetEnumerator" ? CollectionUse.Enumeration
        : method.StartsWith("get_", StringComparison.Ordinal) || Reads.Contains(method) ? CollectionUse.Read
        : CollectionUse.Write;
}
