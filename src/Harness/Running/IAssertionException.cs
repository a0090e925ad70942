namespace ConcurrencyTrace.Harness.Running;

/// <summary>xunit reports an exception with an interface of this name as a failed assertion; it looks at the name alone, so that no reference is needed.</summary>
internal interface IAssertionException;
