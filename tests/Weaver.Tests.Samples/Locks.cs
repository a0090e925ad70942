using System.Runtime.CompilerServices;

namespace Samples;

public static class Locks
{
    private static readonly Lock Gate = new();
    private static readonly ManualResetEvent Event = new(true);

    [Expect("ControlledMonitor.Enter", "ControlledMonitor.Exit")]
    public static string Lock_statement()
    {
        var sum = 0;
        lock (typeof(Locks))
        {
            sum++;
        }

        return sum.ToString();
    }

    [Expect("ControlledLock.EnterScope", "ControlledLockScope.Dispose")]
    public static string Lock_scope_of_a_ref_struct()
    {
        lock (Gate)
        {
            return "in";
        }
    }

    [Expect("ControlledMonitor.Enter", "ControlledMonitor.Exit")]
    [MethodImpl(MethodImplOptions.Synchronized)]
    public static string Synchronized_method_of_a_type() => Monitor.IsEntered(typeof(Locks)) ? "held" : "free";

    [Expect("ControlledMonitor.Enter", "ControlledMonitor.Exit", "ControlledMonitor.Enter", "ControlledMonitor.Exit", "ControlledMonitor.Enter", "ControlledMonitor.Exit", "ControlledMonitor.Enter", "ControlledMonitor.Exit")]
    public static string Synchronized_methods_of_objects()
    {
        var own = new Synchronized<int> { Set = true };
        try
        {
            return own.Set + own.Held(3) + Synchronized<int>.TypeHeld() + own.Throw();
        }
        catch (TimeoutException)
        {
            return $"thrown, {Monitor.IsEntered(own)}";
        }
    }

    private sealed class Synchronized<T>
    {
        public bool Set { get; [MethodImpl(MethodImplOptions.Synchronized)] init => field = value && Monitor.IsEntered(this); }

        [MethodImpl(MethodImplOptions.Synchronized)]
        public string Held(int of)
        {
            if (of > 2)
            {
                return Monitor.IsEntered(this) ? $"{of} held" : "free";
            }

            return "few";
        }

        [MethodImpl(MethodImplOptions.Synchronized)]
        public static bool TypeHeld() => Monitor.IsEntered(typeof(Synchronized<T>));

        [MethodImpl(MethodImplOptions.Synchronized)]
        public string Throw() => throw new TimeoutException();
    }

    [Expect("ControlledMonitor.TryEnter", "ControlledMonitor.Exit")]
    public static string Try_enter_in_a_condition()
    {
        var gate = new object();
        if (!Monitor.TryEnter(gate, TimeSpan.FromSeconds(1)))
        {
            return "no";
        }

        Monitor.Exit(gate);
        return "yes";
    }

    [Expect("ControlledWaitHandle.WaitOne")]
    public static string Call_of_a_virtual_method_through_a_derived_type() => Event.WaitOne().ToString();

    // One call: the one here. The override's base.Close() stays what it is.
    [Expect("ControlledWaitHandle.Close")]
    public static string Base_call_stays()
    {
        var own = new OwnEvent();
        own.Close();
        return own.Closed;
    }

    [Expect("ControlledWaitHandle.Close")]
    public static string Virtual_call_of_an_override_is_redirected()
    {
        var own = new OwnEvent();
        CloseAny(own);
        return own.Closed;

        static void CloseAny(WaitHandle handle) => handle.Close();
    }

    [Expect("ControlledWaitHandle.WaitOne", "ControlledMonitor.Enter", "ControlledMonitor.Exit")]
    public static string Exception_filter()
    {
        try
        {
            throw new InvalidOperationException("filtered");
        }
        catch (InvalidOperationException e) when (Event.WaitOne() && e.Message.Length > 0)
        {
            lock (e)
            {
                return e.Message;
            }
        }
        finally
        {
            GC.KeepAlive(Event);
        }
    }

    private sealed class OwnEvent() : EventWaitHandle(false, EventResetMode.ManualReset)
    {
        public string Closed { get; private set; } = "open";

        public override void Close()
        {
            Closed = "closed";
            base.Close();
        }
    }
}
