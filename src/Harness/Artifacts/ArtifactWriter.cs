using ConcurrencyTrace.Harness.Settings;
using Xunit;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>Writes what one test leaves, up to a number of bytes, on disk and attached to the test. What goes wrong is kept to be said: the result must not be lost.</summary>
internal sealed class ArtifactWriter(string folder, TraceSettings settings)
{
    private readonly List<(string Name, byte[] Content, string MediaType)> attachments = [];
    private readonly List<string> problems = [];
    private long left = settings.MaxArtifactBytes;

    /// <summary>What could not be written since this was last asked, in words.</summary>
    public IReadOnlyList<string> TakeProblems()
    {
        string[] taken = [.. problems];
        problems.Clear();
        return taken;
    }

    /// <summary>Writes a file.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="mediaType">What it is.</param>
    /// <param name="attachment">The attachment's name.</param>
    /// <param name="content">Makes its content.</param>
    /// <returns>Its full path; null where it was not written.</returns>
    public string? Save(string file, string mediaType, string attachment, Func<byte[]> content)
    {
        if (settings.KeepArtifacts == KeepArtifacts.Never)
        {
            return null;
        }

        var path = Path.Combine(folder, file);
        try
        {
            var bytes = content();
            if (!HasRoom(path, bytes.Length))
            {
                return null;
            }

            attachments.Add((attachment, bytes, mediaType));
            WholeFile.Write(path, bytes);
            return path;
        }
        catch (Exception e)
        {
            problems.Add(HarnessErrors.ArtifactNotWritten(RunDirectories.Display(path), e));
            return null;
        }
    }

    /// <summary>Moves a file that is there already among what the test leaves; it is too large to be attached.</summary>
    /// <param name="source">Full path of the file. It is gone afterwards, in any case.</param>
    /// <param name="file">Its new name.</param>
    /// <returns>Its full path; null where it was not kept.</returns>
    public string? Move(string source, string file)
    {
        var path = Path.Combine(folder, file);
        try
        {
            if (settings.KeepArtifacts != KeepArtifacts.Never && HasRoom(path, new FileInfo(source).Length))
            {
                Directory.CreateDirectory(folder);
                File.Move(source, path, overwrite: true);
                return path;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(HarnessErrors.ArtifactNotWritten(RunDirectories.Display(path), e));
        }
        finally
        {
            File.Delete(source);
        }

        return null;
    }

    private bool HasRoom(string path, long bytes)
    {
        if (bytes <= left)
        {
            left -= bytes;
            return true;
        }

        // One of an earlier run would be taken for this one's.
        if (File.Exists(path))
        {
            File.Delete(path);
        }

        problems.Add(HarnessErrors.ArtifactTooLarge(RunDirectories.Display(path), bytes, settings.MaxArtifactBytes));
        return false;
    }

    public void AttachTo(ITestContext test)
    {
        if (attachments.Count > 0 && ResultsFolder.NotWritable is { } problem)
        {
            problems.Add(problem);
            return;
        }

        foreach (var (name, content, mediaType) in attachments)
        {
            test.AddAttachment(name, content, replaceExistingValue: true, mediaType);
        }
    }
}
