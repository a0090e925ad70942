using ConcurrencyTrace.Harness;
using Microsoft.Extensions.ObjectPool;
using Xunit;

namespace PackageBugs;

/// <summary>
/// Microsoft.Extensions.ObjectPool: who returns an object looks whether the pool is disposed, and then stores the object; a pool that is disposed between the two
/// has emptied itself already, and the object is never disposed.
/// </summary>
public class ObjectPoolTests
{
    [TracedFact]
    public async Task What_is_returned_while_the_pool_is_disposed_is_disposed_too()
    {
        var pool = new DefaultObjectPoolProvider().Create<Connection>();
        var connection = pool.Get();
        await Task.WhenAll(Task.Run(() => pool.Return(connection)), Task.Run(((IDisposable)pool).Dispose));
        Assert.True(connection.IsDisposed, "The connection is open, and nobody will close it.");
    }

    private sealed class Connection : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }
}
