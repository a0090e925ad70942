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

    private static Func<object, int>? CountOf(Type type)
    {
        for (var known = type; known is not null; known = known.BaseType)
        {
            if (known.IsGenericType && known.GetGenericTypeDefinition() == typeof(Channel<,>))
            {
                return typeof(ChannelOf).GetMethod(nameof(CountOfChannel), BindingFlags.Static | BindingFlags.NonPublic)!
                    .MakeGenericMethod(known.GetGenericArguments()).CreateDelegate<Func<object, int>>();
            }
        }

        return null;
    }

    private static int CountOfChannel<TWrite, TRead>(object channel) => ((Channel<TWrite, TRead>)channel).Reader is { CanCount: true } reader ? reader.Count : -1;
}
