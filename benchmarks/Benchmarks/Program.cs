using Benchmarks;

// Usage: Benchmarks <folder of the plain programs> <folder of the programs that Coyote's tool rewrote> <results file> [part …]
var (plain, rewritten, file) = (args[0], args[1], args[2]);
var parts = args[3..];
using var results = new Results(file);

// As in a test run: not on the main thread, whose processors every new thread is given and which therefore is not kept on one.
var thread = new Thread(Run);
thread.Start();
thread.Join();

void Run()
{
    results.Header();
    // First: the threads of earlier programs would hide those that it needs.
    if (IsWanted("memory"))
    {
        Memory.Run(results);
    }

    if (IsWanted("coyote"))
    {
        AgainstCoyote.Run(results, rewritten);
    }

    if (IsWanted("steps"))
    {
        StepTimes.Run(results);
    }

    if (IsWanted("off"))
    {
        SwitchedOff.Run(results, plain);
    }

    if (IsWanted("recording"))
    {
        Recording.Run(results);
    }

    if (IsWanted("http"))
    {
        HttpService.Run(results);
    }

    if (IsWanted("trace"))
    {
        TraceFiles.Run(results);
    }

    results.Load("at the end");
}

bool IsWanted(string part) => parts.Length == 0 || parts.Contains(part);
