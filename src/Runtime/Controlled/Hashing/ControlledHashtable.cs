using System.Collections;

namespace ConcurrencyTrace.Runtime.Controlled;

/// <summary>Redirections of <see cref="Hashtable"/>: its items are in an order that is the same in every process. A comparer that a program gives stays.</summary>
public static class ControlledHashtable
{
    public static Hashtable New(long site) => new(KeyComparer<object>.Instance);

    public static Hashtable New(int capacity, long site) => new(capacity, KeyComparer<object>.Instance);

    public static Hashtable New(int capacity, float loadFactor, long site) => new(capacity, loadFactor, KeyComparer<object>.Instance);

    public static Hashtable New(IEqualityComparer? equalityComparer, long site) => new(equalityComparer ?? KeyComparer<object>.Instance);

    public static Hashtable New(int capacity, IEqualityComparer? equalityComparer, long site) => new(capacity, equalityComparer ?? KeyComparer<object>.Instance);

    public static Hashtable New(int capacity, float loadFactor, IEqualityComparer? equalityComparer, long site) => new(capacity, loadFactor, equalityComparer ?? KeyComparer<object>.Instance);

    public static Hashtable New(IDictionary d, long site) => new(d, KeyComparer<object>.Instance);

    public static Hashtable New(IDictionary d, float loadFactor, long site) => new(d, loadFactor, KeyComparer<object>.Instance);

    public static Hashtable New(IDictionary d, IEqualityComparer? equalityComparer, long site) => new(d, equalityComparer ?? KeyComparer<object>.Instance);

    public static Hashtable New(IDictionary d, float loadFactor, IEqualityComparer? equalityComparer, long site) => new(d, loadFactor, equalityComparer ?? KeyComparer<object>.Instance);
}
