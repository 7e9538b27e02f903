namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>
/// A network of its own for a daemon with a bridge, so that the machine's is left alone. A file holds it, and no process: nothing outlives a test run that was killed but
/// a mount below the directory.
/// </summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    private readonly string _file;

    private NetworkNamespace(string file) => _file = file;

    /// <exception cref="UnavailableException">There is none to be had.</exception>
    public static async Task<NetworkNamespace> CreateAsync(string directory)
    {
        string busybox = Programs.Find("busybox") ?? throw new UnavailableException("no busybox on PATH");
        string file = $"{directory}/network";
        await File.WriteAllTextAsync(file, "");

        // The kernel takes over from the machine whether packets are forwarded, and an engine warns each container where they are not.
        ProgramOutput made = await Programs.RunAsync("unshare", [$"--net={file}", busybox, "sh", "-c", $"{busybox} ip link set lo up && echo 1 > /proc/sys/net/ipv4/ip_forward"]);
        return made.ExitCode == 0 ? new NetworkNamespace(file) : throw new UnavailableException($"no network namespace: {made.All}");
    }

    /// <summary>The beginning of a command line that runs what follows it in the namespace.</summary>
    public string[] Enter => ["nsenter", $"--net={_file}", "--"];

    public async ValueTask DisposeAsync() => await Programs.RunAsync("umount", ["-l", _file]);
}
