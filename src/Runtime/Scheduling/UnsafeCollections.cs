using System.Buffers;
using System.Collections;
using System.Collections.Concurrent;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ConcurrencyTrace.Runtime.Scheduling;

/// <summary>The platform's collections, and streams and objects like them, that several threads must not use at once when one of them writes.</summary>
internal static class UnsafeCollections
{
    private static readonly ConcurrentDictionary<Type, bool> Known = new();
    private static readonly ConcurrentDictionary<Type, bool> Telling = new();
    private static readonly ConcurrentDictionary<Type, object?[]> KnownOnlyOnes = new();

    // Those that keep a position or a buffer. Others of the platform's are safe, or have an end for each of two threads.
    private static readonly HashSet<Type> Streams =
    [
        typeof(BinaryReader), typeof(BinaryWriter), typeof(BufferedStream), typeof(FileStream), typeof(MemoryStream), typeof(PipeWriter), typeof(StreamReader), typeof(StreamWriter), typeof(StringReader), typeof(StringWriter),
        typeof(BrotliStream), typeof(CryptoStream), typeof(DeflateStream), typeof(GZipStream), typeof(ZLibStream), typeof(ZipArchive), typeof(Decoder), typeof(Encoder), typeof(Utf8JsonWriter),
        typeof(HashAlgorithm), typeof(IncrementalHash),
    ];

    /// <summary>Whether the type is one of them, or derives from one.</summary>
    public static bool Contains(Type type) => Known.GetOrAdd(type, static type => type == typeof(Random) || IsUnsafe(type));

    /// <summary>Whether the type is the platform's own for several threads, though it was called by the name of an interface.</summary>
    public static bool IsForSeveralThreads(Type type) =>
        type.Namespace == "System.Collections.Concurrent" || IsSynchronized(type)
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ConditionalWeakTable<,>));

    /// <summary>Whether <c>Synchronized()</c> of the older collections, readers, writers and streams returns it: a class within the one it derives from.</summary>
    public static bool IsSynchronized(Type type) =>
        type is { IsNested: true, Namespace: "System.Collections" or "System.IO" } && type.Name.StartsWith("Sync", StringComparison.Ordinal);

    /// <summary>The lock that a collection made by <c>Synchronized()</c> takes in each call, which programs take for several calls in a row; null for others.</summary>
    public static object? LockOf(object collection) => !IsSynchronized(collection.GetType()) ? null : collection switch
    {
        ICollection { SyncRoot: var root } => root,
        TextReader or TextWriter => collection,
        _ => null,
    };

    /// <summary>Whether it holds one item, as a variable does: of a list, or weakly.</summary>
    public static bool IsItem(Type type) => type == typeof(WeakReference) || (type.IsGenericType && type.GetGenericTypeDefinition() is var definition && (definition == typeof(LinkedListNode<>) || definition == typeof(WeakReference<>)));

    /// <summary>Whether an enumerator is the one that all empty collections of a kind give, which has nothing to move.</summary>
    public static bool IsOfEmpty(object enumerator) => Array.IndexOf(KnownOnlyOnes.GetOrAdd(enumerator.GetType(), OnlyOnes), enumerator) >= 0;

    /// <summary>Whether its text is what is in it, as a <see cref="StringBuilder"/>'s is and a list's is not. What users write says itself what it looks at.</summary>
    public static bool TellsContents(Type type) => Telling.GetOrAdd(type, static type =>
        Contains(type) && type.GetMethod(nameof(ToString), Type.EmptyTypes)?.DeclaringType is { } teller && teller != typeof(object)
        && teller.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal));

    /// <summary>Whether one may write while others read.</summary>
    public static bool AllowsOneWriter(object collection) => collection is Hashtable;

    // Those of their type that it keeps itself.
    private static object?[] OnlyOnes(Type type) =>
        [.. type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic).Where(field => field.FieldType.IsAssignableFrom(type)).Select(field => field.GetValue(null))];

    // The namespaces have nothing else that is safe; arrays and what users write have their own rules.
    private static bool IsUnsafe(Type? type) => type is not null && !IsSynchronized(type)
        && (type == typeof(StringBuilder) || Streams.Contains(type) || IsItem(type)
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ArrayBufferWriter<>))
            || type is { Namespace: "Microsoft.VisualBasic", Name: "Collection" }
            || (type.IsClass && type.Assembly.GetName().Name!.StartsWith("System.", StringComparison.Ordinal)
                && (type.Namespace is "System.Collections" or "System.Collections.Generic" or "System.Collections.ObjectModel" or "System.Collections.Specialized" or "System.Data" or "System.Net.Http.Headers" or "System.Text.Json.Nodes" or "System.Xml" or "System.Xml.Linq"
                    || type is { Namespace: "System.Collections.Immutable", Name: "Builder" }))
            || IsUnsafe(type.BaseType));
}
