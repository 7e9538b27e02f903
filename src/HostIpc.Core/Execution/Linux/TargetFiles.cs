namespace HostIpc.Execution.Linux;

/// <summary>Where the files of the target are, as the server sees them.</summary>
internal static class TargetFiles
{
    private const int MaxFileBytes = 16 * 1024 * 1024;

    /// <summary>The target's root directory, to begin a path with: empty where it is the server's own.</summary>
    public static string RootOf(ExecutionTarget target) => target == ExecutionTarget.Host ? "/proc/1/root" : "";

    /// <summary>The lines of a file of the target. One that cannot be read, or is over 16 MiB, is as good as an empty one.</summary>
    public static IEnumerable<string> ReadLines(string path)
    {
        using IEnumerator<string>? lines = Open(path);
        while (lines is not null && TryMove(lines))
        {
            yield return lines.Current;
        }
    }

    private static IEnumerator<string>? Open(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length <= MaxFileBytes ? File.ReadLines(path).GetEnumerator() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool TryMove(IEnumerator<string> lines)
    {
        try
        {
            return lines.MoveNext();
        }
        catch (IOException)
        {
            return false;
        }
    }
}
