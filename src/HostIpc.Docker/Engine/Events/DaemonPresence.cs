using System.Globalization;
using HostIpc.Docker.Engine.Http;
using HostIpc.Interop;

namespace HostIpc.Docker.Engine.Events;

/// <summary>Whether an engine that was stopped is to be left alone.</summary>
/// <remarks>
/// Where systemd holds the engine's socket (<c>docker.socket</c>, the default of Debian and Ubuntu), connecting to it is enough to start a <c>dockerd</c> that was stopped
/// (systemd.socket(5)). A watcher that tries again and again would undo every <c>systemctl stop docker</c>. So where process 1 in view is systemd and has the socket, or it cannot be seen whether it has, and
/// no process named dockerd is in view, the engine is dormant, and a watcher waits for it to come by itself. What is not in view, as the host's processes from a container with a pid namespace of its own, cannot
/// be considered.
/// </remarks>
internal sealed class DaemonPresence(DockerEndpoint endpoint, string processes = "/proc")
{
    /// <summary>Why one that is dormant is not connected to.</summary>
    public const string DormantReason = "no dockerd runs, and connecting would have systemd start it";

    private const int MaxName = 64;

    /// <summary>Whether connecting would start it. Looks through all processes, so it is for those who have lost it.</summary>
    public bool IsDormant() =>
        endpoint.SocketPath is { } path && IsNamed("1", "systemd"u8) && FindDaemon() is null && SystemdSocket.IsHeld(path, $"{processes}/1") != false;

    /// <summary>The number of the process named dockerd, as a text; null where none is in view.</summary>
    public string? FindDaemon() => Find("dockerd"u8);

    private string? Find(ReadOnlySpan<byte> name)
    {
        // A directory that cannot be read is as good as an empty one.
        foreach (int number in ProcessNumbers.Read(processes))
        {
            string process = number.ToString(CultureInfo.InvariantCulture);
            if (IsNamed(process, name))
            {
                return process;
            }
        }

        return null;
    }

    private bool IsNamed(string process, ReadOnlySpan<byte> name) =>
        ProcFile.TryRead($"{processes}/{process}/comm", MaxName) is { } text && text.AsSpan().TrimEnd((byte)'\n').SequenceEqual(name);
}
