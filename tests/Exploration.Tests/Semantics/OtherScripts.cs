using System.IO.Pipelines;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Threading.Channels;
using static ConcurrencyTrace.Exploration.Tests.Explore;

namespace ConcurrencyTrace.Exploration.Tests.Semantics;

/// <summary>Pipes, handles with names, random numbers and what is left come to the same under control.</summary>
public class OtherScripts
{
    [Fact]
    public void Pipes() => AlikeAndControlled(script =>
    {
        var pipe = new Pipe();
        script.Get(() => pipe.Writer.WriteAsync(new byte[] { 1, 2, 3 }).AsTask().Result.IsCompleted);
        script.Get(() => (pipe.Reader.TryRead(out var read), read.Buffer.Length));
        script.Do(() => pipe.Reader.AdvanceTo(default));
        script.Get(() =>
        {
            var buffer = pipe.Reader.ReadAsync().AsTask().Result.Buffer;
            pipe.Reader.AdvanceTo(buffer.GetPosition(1), buffer.End);
            return buffer.Length;
        });
        script.Get(() => (pipe.Reader.TryRead(out var read), read.Buffer.Length));
        script.Do(() => pipe.Writer.CancelPendingFlush());
        script.Get(() => pipe.Writer.FlushAsync().AsTask().Result.IsCanceled);
        script.Do(() => pipe.Writer.CompleteAsync().AsTask().Wait());
        script.Do(() => pipe.Reader.CompleteAsync(new TimeoutException("late")).AsTask().Wait());
        script.Get(() => pipe.Reader.TryRead(out _));
    });

    [Fact]
    public void Fields_by_reflection() => AlikeAndControlled(script =>
    {
        var field = typeof(StrongBox<int>).GetField("Value")!;
        var box = new StrongBox<int>(1);
        script.Get(() => field.GetValue(box));
        script.Do(() => field.SetValue(box, 2));
        script.Do(() => field.SetValue(box, 3, BindingFlags.Default, null, null));
        script.Get(() => field.GetValue(box));
        script.Do(() => field.SetValue(box, "text"));
        script.Get(() => field.GetValue(null));
    });

#pragma warning disable CA1416 // that it is not supported is a result too
    [Fact]
    public void Progress_that_is_reported() => AlikeAndControlled(script =>
    {
        using var handled = new SemaphoreSlim(0);
        var last = 0;
        script.Get(() => new Progress<int>() is IProgress<int>);
        script.Get(() => new Progress<int>(null!));
        IProgress<int> progress = new Progress<int>(step =>
        {
            last = step;
            handled.Release();
        });
        script.Do(() => progress.Report(3));
        script.Do(() => handled.Wait());
        script.Get(() => last);
        script.Get(() => SynchronizationContext.Current is null);
    });

    [Fact]
    public void Handles_with_names() => AlikeAndControlled(script =>
    {
        var name = "ConcurrencyTrace.Tests.None";
        NamedWaitHandleOptions options = new() { CurrentUserOnly = false, CurrentSessionOnly = true };
        script.Get(() => Mutex.OpenExisting(name));
        script.Get(() => Mutex.OpenExisting(name, options));
        script.Get(() => (Mutex.TryOpenExisting(name, out _), Mutex.TryOpenExisting(name, options, out _)));
        script.Get(() => Mutex.OpenExisting(null!));
        script.Get(() => New(new Mutex(false, null)));
        script.Get(() => (New(new Mutex(false, null, out var created)), created));
        script.Get(() => New(new Mutex(false, null, options)));
        script.Get(() => (New(new Mutex(false, null, options, out var created)), created));
        script.Get(() => New(new Mutex(null, options)));
        script.Get(() => EventWaitHandle.OpenExisting(name));
        script.Get(() => EventWaitHandle.OpenExisting(name, options));
        script.Get(() => EventWaitHandle.TryOpenExisting(name, out _));
        script.Get(() => EventWaitHandle.TryOpenExisting(name, options, out _));
        script.Get(() => New(new EventWaitHandle(true, EventResetMode.AutoReset, null, options)));
        script.Get(() => (New(new EventWaitHandle(true, EventResetMode.AutoReset, null, out var created)), created));
        script.Get(() => (New(new EventWaitHandle(true, EventResetMode.AutoReset, null, options, out var created)), created));
        script.Get(() => Semaphore.OpenExisting(name));
        script.Get(() => Semaphore.OpenExisting(name, options));
        script.Get(() => Semaphore.TryOpenExisting(name, out _));
        script.Get(() => Semaphore.TryOpenExisting(name, options, out _));
        script.Get(() => New(new Semaphore(1, 1, null)));
        script.Get(() => New(new Semaphore(1, 1, null, options)));
        script.Get(() => (New(new Semaphore(1, 1, null, options, out var created)), created));
        script.Get(() => New(new Semaphore(2, 1, null)));

        static bool New(WaitHandle handle)
        {
            using (handle)
            {
                return handle.WaitOne(0);
            }
        }
    });
#pragma warning restore CA1416

    [Fact]
    public void Random_numbers() => AlikeAndControlled(script =>
    {
        var (bytes, letters, numbers) = (new byte[100], new char[10], new[] { 3, 1, 2 });
        script.Do(() => RandomNumberGenerator.Fill(bytes));
        script.Get(() => bytes.Any(b => b != 0));
        script.Do(() => RandomNumberGenerator.GetHexString(letters, lowercase: true));
        script.Get(() => letters.All(char.IsAsciiHexDigitLower));
        script.Do(() => RandomNumberGenerator.Shuffle<int>(numbers));
        script.Get(() => string.Join(",", numbers.Order()));
        script.Do(() => RandomNumberGenerator.GetItems<int>([7], numbers));
        script.Do(() => RandomNumberGenerator.GetItems<int>([], numbers));
        script.Get(() => string.Join(",", numbers));
        script.Get(() => Random.Shared.Next(1));
        script.Get(() => Guid.CreateVersion7(DateTimeOffset.UnixEpoch).Version);
        script.Get(() => Guid.CreateVersion7(DateTimeOffset.UnixEpoch.AddTicks(-1)));
    });

    [Fact]
    public void Results_and_priorities() => AlikeAndControlled(script =>
    {
        var channel = Channel.CreateUnboundedPrioritized(new UnboundedPrioritizedChannelOptions<int> { Comparer = Comparer<int>.Create((a, b) => b - a) });
        script.Get(() => channel.Writer.TryWrite(1) && channel.Writer.TryWrite(2));
        script.Get(() => (channel.Reader.TryRead(out var item), item));
        script.Get(() => Task.FromResult(1).ConfigureAwait(false).GetAwaiter().GetResult());
        script.Get(() => Task.FromException<int>(new TimeoutException("late")).ConfigureAwait(false).GetAwaiter().GetResult());
        var value = new ValueTask<int>(Task.FromResult(2));
        script.Get(() => value.Result);
    });
}
