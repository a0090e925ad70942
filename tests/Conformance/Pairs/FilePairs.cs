using static ConcurrencyTrace.Conformance.Programs;

namespace ConcurrencyTrace.Conformance.Pairs;

internal static class FilePairs
{
    public static IEnumerable<Pair> All =>
    [
        new("File.Exists", "two who find no file both write one", FailureKind.Assertion,
            buggy: () => InFolder(folder => CreateOnce(() =>
            {
                if (File.Exists(Path.Combine(folder, "lock")))
                {
                    return false;
                }

                File.WriteAllText(Path.Combine(folder, "lock"), "taken");
                return true;
            })),
            correct: () => InFolder(folder => CreateOnce(() =>
            {
                try
                {
                    new FileStream(Path.Combine(folder, "lock"), FileMode.CreateNew).Dispose();
                    return true;
                }
                catch (IOException)
                {
                    return false;
                }
            }))),

        new("File.ReadAllText", "a counter in a file read by both before either writes", FailureKind.Assertion,
            buggy: () => InFolder(folder => Count(Path.Combine(folder, "count"), locked: false)),
            correct: () => InFolder(folder => Count(Path.Combine(folder, "count"), locked: true))),

        new("DirectoryInfo.Exists", "two who find no folder both make it", FailureKind.Assertion,
            buggy: () => InFolder(folder => CreateOnce(() => CreateFolder(Path.Combine(folder, "new")))),
            correct: () => InFolder(folder => CreateOnce(() => CreateFolderAlone(folder, Path.Combine(folder, "new"))))),

        new("FileStream.WriteByte", "two who write to one open file", FailureKind.DataRace,
            buggy: () => InFolder(folder => WriteRecords(Path.Combine(folder, "records"), locked: false)),
            correct: () => InFolder(folder => WriteRecords(Path.Combine(folder, "records"), locked: true))),

        new("StreamWriter.Flush", "a file read while another writes it anew", FailureKind.Assertion,
            buggy: () => InFolder(folder => WriteAnew(Path.Combine(folder, "settings"), inPlace: true)),
            correct: () => InFolder(folder => WriteAnew(Path.Combine(folder, "settings"), inPlace: false))),

        new("Environment.SetEnvironmentVariable", "a variable read by both before either sets it", FailureKind.Assertion,
            buggy: () => CountInVariable(locked: false),
            correct: () => CountInVariable(locked: true)),
    ];

    private static void InFolder(Action<string> program)
    {
        var folder = Directory.CreateTempSubdirectory("conformance");
        try
        {
            program(folder.FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void CreateOnce(Func<bool> create)
    {
        var created = 0;
        InThreads(Create, Create);
        Assert.Equal(1, created);

        void Create()
        {
            if (create())
            {
                Interlocked.Increment(ref created);
            }
        }
    }

    private static void Count(string file, bool locked)
    {
        File.WriteAllText(file, "0");
        InThreads(Add, Add);
        Assert.Equal("2", File.ReadAllText(file));

        void Add() => Guarded(file, locked, () => File.WriteAllText(file, $"{int.Parse(File.ReadAllText(file)) + 1}"));
    }

    private static bool CreateFolder(string path)
    {
        var folder = new DirectoryInfo(path);
        if (folder.Exists)
        {
            return false;
        }

        folder.Create();
        return true;
    }

    private static bool CreateFolderAlone(object gate, string path)
    {
        lock (gate)
        {
            return CreateFolder(path);
        }
    }

    private static void WriteRecords(string file, bool locked)
    {
        using var records = new FileStream(file, FileMode.Create);
        InThreads(() => Write(1), () => Write(2));
        Assert.Equal(4, records.Length);

        void Write(byte of) => Guarded(records, locked, () =>
        {
            records.WriteByte(of);
            records.WriteByte(of);
        });
    }

    private static void WriteAnew(string file, bool inPlace)
    {
        File.WriteAllText(file, "old");
        InThreads(
            () =>
            {
                var written = inPlace ? file : file + ".new";
                using (var writer = new StreamWriter(written))
                {
                    writer.Write("new");
                }

                if (!inPlace)
                {
                    File.Move(written, file, overwrite: true);
                }
            },
            () => Assert.True(File.ReadAllText(file) is "old" or "new"));
    }

    private static void CountInVariable(bool locked)
    {
        var (gate, variable) = (new object(), $"COUNT_{Guid.NewGuid():N}");
        Environment.SetEnvironmentVariable(variable, "0");
        InThreads(Add, Add);
        Assert.Equal("2", Environment.GetEnvironmentVariable(variable));
        Environment.SetEnvironmentVariable(variable, null);

        void Add() => Guarded(gate, locked, () => Environment.SetEnvironmentVariable(variable, $"{int.Parse(Environment.GetEnvironmentVariable(variable)!) + 1}"));
    }

    private static void Guarded(object gate, bool locked, Action action)
    {
        if (!locked)
        {
            action();
            return;
        }

        lock (gate)
        {
            action();
        }
    }
}
