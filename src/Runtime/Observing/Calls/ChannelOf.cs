using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Threading.Channels;

namespace ConcurrencyTrace.Runtime.Observing;

/// <summary>Looks into channels and collections of the runtime for what their ends have in common.</summary>
internal static class ChannelOf
{
    private static readonly ConcurrentDictionary<Type, FieldInfo?> Parents = new();
    private static readonly ConcurrentDictionary<Type, PropertyInfo?> Capacities = new();
    private static readonly ConcurrentDictionary<Type, Func<object, int>?> Counts = new();

    /// <summary>The channel that a reader or writer belongs to; the end itself where it is nobody's known.</summary>
    public static object End(object end) =>
        Parents.GetOrAdd(end.GetType(), static type => type.GetField("_parent", BindingFlags.Instance | BindingFlags.NonPublic))?.GetValue(end) ?? end;

    /// <summary>How many items a blocking collection takes; negative when any number.</summary>
    public static int Capacity(ICollection collection) =>
        (int)(Capacities.GetOrAdd(collection.GetType(), static type => type.GetProperty("BoundedCapacity"))?.GetValue(collection) ?? -1);

    /// <summary>How many items a channel or blocking collection holds now; negative where it does not say.</summary>
    public static int Items(object queue)
    {
        try
        {
            return queue is ICollection collection ? collection.Count : Counts.GetOrAdd(queue.GetType(), CountOf)?.Invoke(queue) ?? -1;
        }
        catch (ObjectDisposedException)
        {
            return -1; // whoever took the last item may have had no more use for it
        }
    }

    /// <summary>The type that a program knows a channel of the runtime by; a type of anybody else's is itself.</summary>
    public static Type NameOf(Type type) => type.Assembly == typeof(Channel<>).Assembly && BaseOf(type, typeof(Channel<>)) is { } channel ? channel : type;

    private static Func<object, int>? CountOf(Type type) => BaseOf(type, typeof(Channel<,>)) is { } channel
        ? typeof(ChannelOf).GetMethod(nameof(CountOfChannel), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(channel.GetGenericArguments()).CreateDelegate<Func<object, int>>()
        : null;

    private static Type? BaseOf(Type? type, Type definition)
    {
        while (type is not null && !(type.IsGenericType && type.GetGenericTypeDefinition() == definition))
        {
            type = type.BaseType;
        }

        return type;
    }

    private static int CountOfChannel<TWrite, TRead>(object channel) => ((Channel<TWrite, TRead>)channel).Reader is { CanCount: true } reader ? reader.Count : -1;
}
