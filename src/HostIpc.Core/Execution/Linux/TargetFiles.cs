namespace HostIpc.Execution.Linux;

/// <summary>Where the files of the target are, as the server sees them.</summary>
internal static class TargetFiles
{
    /// <summary>The target's root directory, to begin a path with: empty where it is the server's own.</summary>
    public static string RootOf(ExecutionTarget target) => target == ExecutionTarget.Host ? "/proc/1/root" : "";
}
