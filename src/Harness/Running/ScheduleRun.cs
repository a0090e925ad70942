using Xunit;
using Xunit.Sdk;
using Xunit.v3;

namespace ConcurrencyTrace.Harness.Running;

/// <summary>One schedule's own xunit test context: its output, attachments and warnings, and how it ended.</summary>
internal sealed class ScheduleRun
{
    private readonly TestOutputHelper output = new();
    private TestContext? testContext;

    /// <summary>True when the body ran to its end without an exception; false also when the schedule was cut short.</summary>
    public bool Passed { get; set; }

    /// <summary>What the body threw; null also when it did not come to its end.</summary>
    public Exception? Exception { get; set; }

    /// <summary>What the schedule wrote.</summary>
    public string Output { get; private set; } = "";

    public IReadOnlyDictionary<string, TestAttachment> Attachments { get; private set; } = new Dictionary<string, TestAttachment>();

    public IReadOnlyList<string> Warnings { get; private set; } = [];

    /// <summary>Makes the context current on the calling flow; call it from an async method, so that the caller's flow keeps its own.</summary>
    public void Enter(IXunitTest test, CancellationToken cancellationToken)
    {
        output.Initialize(SilentMessageBus.Instance, test);
        TestContext.SetForTestCase(test.TestCase, TestEngineStatus.Running, cancellationToken);
        (TestContext.Current as IDisposable)?.Dispose(); // of the case; the test's is what the body sees
        TestContext.SetForTest(test, TestEngineStatus.Running, cancellationToken, testOutputHelper: output);
        testContext = TestContext.Current as TestContext;
    }

    /// <summary>Keeps what the schedule left behind and lets go of its context. Safe to call again.</summary>
    public void Leave()
    {
        if (testContext is not { } context)
        {
            return;
        }

        testContext = null;
        Output = output.Output;
        output.Uninitialize();
        Attachments = context.Attachments is { } attachments ? new Dictionary<string, TestAttachment>(attachments) : Attachments;
        Warnings = [.. context.Warnings ?? []];
        context.Dispose();
    }

    /// <summary>Hands output, attachments and warnings on to the test's one result.</summary>
    public void CopyTo(ITestContext target)
    {
        if (Output.Length > 0)
        {
            target.TestOutputHelper?.Write(Output);
        }

        foreach (var (name, attachment) in Attachments)
        {
            if (attachment.AttachmentType == TestAttachmentType.String)
            {
                target.AddAttachment(name, attachment.AsString(), replaceExistingValue: true);
            }
            else
            {
                var (content, mediaType) = attachment.AsByteArray();
                target.AddAttachment(name, content, replaceExistingValue: true, mediaType);
            }
        }

        foreach (var warning in Warnings)
        {
            target.AddWarning(warning);
        }
    }
}
