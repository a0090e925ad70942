namespace ConcurrencyTrace.Harness.Artifacts;

/// <summary>Writes files that are there as a whole or not at all: another run may write into the same folder at the same time.</summary>
internal static class WholeFile
{
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var own = $"{path}.{Environment.ProcessId}-{Environment.CurrentManagedThreadId}";
        try
        {
            File.WriteAllBytes(own, content);
            File.Move(own, path, overwrite: true);
        }
        catch
        {
            File.Delete(own);
            throw;
        }
    }
}
