namespace HostIpc.Cli.TestSupport;

/// <summary>How long a test waits for what has to happen.</summary>
internal static class Bound
{
    public static readonly TimeSpan Time = TimeSpan.FromSeconds(30);
}
