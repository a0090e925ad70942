using System.Reflection;
using System.Runtime.ExceptionServices;
using ConcurrencyTrace.Runtime.Controlled;
using ConcurrencyTrace.Runtime.Scheduling;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>
/// What one schedule runs: a new instance of the class, its initialisation, the before and after attributes, the method, and disposal, in
/// xunit's order. Everything is awaited through <see cref="ControlledAwait"/>, because a plain await, in code that is not woven, would take the
/// continuation out of control; our own methods too, so that test and harness are one chain of awaits and therefore one operation.
/// </summary>
internal sealed class ScheduleBody(TracedTestRunnerContext context)
{
    private readonly List<Exception> errors = [];
    private object? instance;

    /// <summary>Runs the schedule; throws what the test threw, or an <see cref="AggregateException"/> when more than one part of it did.</summary>
    public async Task Run()
    {
        await ControlledAwait.Task(Guard(CreateInstance));
        if (errors.Count == 0)
        {
            await ControlledAwait.Task(RunBetweenAttributes());
            await ControlledAwait.Task(Guard(DisposeInstance));
        }

        switch (errors)
        {
            case []:
                return;
            case [var only]:
                ExceptionDispatchInfo.Throw(only);
                break;
            default:
                throw new AggregateException(errors);
        }
    }

    private async ValueTask RunBetweenAttributes()
    {
        TellState();
        var entered = new Stack<IBeforeAfterTestAttribute>();
        foreach (var attribute in context.BeforeAfter.TakeWhile(_ => errors.Count == 0))
        {
            GuardSync(() => context.RunBefore(attribute));
            if (errors.Count == 0)
            {
                entered.Push(attribute);
            }
        }

        TellState();
        if (errors.Count > 0)
        {
            return; // as xunit does: no method and no "after" when a "before" failed
        }

        await ControlledAwait.Task(Guard(InvokeMethod));
        TellState();
        foreach (var attribute in entered)
        {
            GuardSync(() => context.RunAfter(attribute));
        }

        TellState();
    }

    private async ValueTask CreateInstance()
    {
        if (context.Method.IsStatic)
        {
            return;
        }

        var created = TestClassFactory.Create(context.Test.TestMethod.TestClass.Class, context.ConstructorArguments);
        if (created is IAsyncLifetime lifetime)
        {
            await ControlledAwait.Task(lifetime.InitializeAsync());
        }

        instance = created;
    }

    private async ValueTask InvokeMethod()
    {
        var (wanted, given) = (context.Method.GetParameters().Length, context.MethodArguments.Length);
        if (wanted != given)
        {
            throw new TestPipelineException($"The test method expected {wanted} parameter value{(wanted == 1 ? "" : "s")}, but {given} parameter value{(given == 1 ? " was" : "s were")} provided.");
        }

        var result = context.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, context.MethodArguments, null);
        if (AsyncUtility.TryConvertToValueTask(result) is { } task)
        {
            await ControlledAwait.Task(task);
        }
    }

    private async ValueTask DisposeInstance()
    {
        if (instance is IAsyncDisposable asyncDisposable)
        {
            await ControlledAwait.Task(asyncDisposable.DisposeAsync());
        }
        else
        {
            (instance as IDisposable)?.Dispose();
        }
    }

    private void TellState() => TracedTestRunner.TellState(
        instance,
        errors.Count > 0 ? TestResultState.FromException(0m, errors[0]) : TestResultState.ForPassed());

    private async ValueTask Guard(Func<ValueTask> part)
    {
        try
        {
            await ControlledAwait.Task(part());
        }
        catch (Exception e) when (e is not OperationAbortedException)
        {
            errors.Add(TestClassFactory.Unwrap(e));
        }
    }

    private void GuardSync(Action part)
    {
        try
        {
            part();
        }
        catch (Exception e) when (e is not OperationAbortedException)
        {
            errors.Add(TestClassFactory.Unwrap(e));
        }
    }
}
