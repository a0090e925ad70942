using ConcurrencyTrace.Harness.Settings;
using Xunit;

namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>Writes what one test leaves, up to a number of bytes, on disk and attached to the test. What goes wrong is kept to be said: the result must not be lost.</summary>
internal sealed class ArtifactWriter(string folder, TraceSettings settings)
{
    private readonly List<(string Name, byte[] Content, string MediaType)> attachments = [];
    private readonly List<string> problems = [];
    private long left = settings.MaxArtifactBytes;

    /// <summary>What could not be written, in words.</summary>
    public IReadOnlyList<string> Problems => problems;

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
            if (bytes.Length > left)
            {
                // One of an earlier run would be taken for this one's.
                if (File.Exists(path))
                {
                    File.Delete(path);
                }

                problems.Add(HarnessErrors.ArtifactTooLarge(RunDirectories.Display(path), bytes.Length, settings.MaxArtifactBytes));
                return null;
            }

            left -= bytes.Length;
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

    public void AttachTo(ITestContext test)
    {
        foreach (var (name, content, mediaType) in attachments)
        {
            test.AddAttachment(name, content, replaceExistingValue: true, mediaType);
        }
    }
}
