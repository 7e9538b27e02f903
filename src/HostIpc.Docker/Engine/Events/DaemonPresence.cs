using System.Globalization;
using System.Text;
using HostIpc.Docker.Engine.Http;
using HostIpc.Interop;

namespace HostIpc.Docker.Engine.Events;

/// <summary>Whether an engine that was stopped is to be left alone.</summary>
/// <remarks>
/// Where systemd holds the engine's socket (<c>docker.socket</c>, the default of Debian and Ubuntu), connecting to it is enough to start a <c>dockerd</c> that was stopped
/// (systemd.socket(5)). A watcher that tries again and again would undo every <c>systemctl stop docker</c>. So where process 1 in view is systemd and has the socket, or it cannot be seen whether it has, and
/// no process named dockerd is in view, the engine is dormant, and a watcher waits for it to come by itself. What is not in view, as the host's processes from a container with a pid namespace of its own, cannot
/// be considered. The table of sockets names paths as process 1 sees them; a container has the socket mounted under any name, but it is the same file. What is to be seen of process 1 takes CAP_SYS_PTRACE (ptrace(2),
/// "ptrace access mode checking").
/// </remarks>
internal sealed class DaemonPresence(DockerEndpoint endpoint, string processes = "/proc")
{
    /// <summary>Why one that is dormant is not connected to.</summary>
    public const string DormantReason = "no dockerd runs, and connecting would have systemd start it";

    private const int MaxName = 64;
    private const int MaxSockets = 1024 * 1024;

    // Fields of proc_net_unix(5): Num RefCount Protocol Flags Type St Inode Path
    private const int Fields = 8;
    private const int FlagsField = 3;
    private const int NumberField = 6;
    private const int PathField = 7;
    private const string Listening = "00010000"; // __SO_ACCEPTCON

    /// <summary>Whether connecting would start it. Looks through all processes, so it is for those who have lost it.</summary>
    public bool IsDormant() =>
        endpoint.SocketPath is { } path && IsNamed("1", "systemd"u8) && FindDaemon() is null && IsHeld(path, $"{processes}/1") != false;

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

    // Whether process 1 listens on the socket, as systemd does for a program that is to be started by a connection; null where it cannot be seen.
    private static bool? IsHeld(string path, string first)
    {
        using FileDescriptor? socket = FileDescriptor.TryOpen(path, OpenFlags.Path);
        if (socket is null)
        {
            // Nobody can connect to it either.
            return false;
        }

        try
        {
            FileStatus status = socket.Status();
            return ProcFile.TryRead($"{first}/net/unix", MaxSockets) is { } table ? IsHeld(Encoding.UTF8.GetString(table), status, first) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsHeld(string table, FileStatus socket, string first)
    {
        var links = new HashSet<string>();
        foreach (string line in table.Split('\n'))
        {
            string[] fields = line.Split(' ', Fields, StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length == Fields && fields[FlagsField] == Listening && fields[PathField].StartsWith('/') && IsSameFile($"{first}/root{fields[PathField]}", socket))
            {
                links.Add($"socket:[{fields[NumberField]}]");
            }
        }

        if (links.Count == 0)
        {
            return false;
        }

        foreach (string descriptor in Directory.EnumerateFileSystemEntries($"{first}/fd"))
        {
            if (new FileInfo(descriptor).LinkTarget is { } target && links.Contains(target))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsSameFile(string path, in FileStatus socket)
    {
        using FileDescriptor? file = FileDescriptor.TryOpen(path, OpenFlags.Path);
        return file?.Status().IsSameFile(socket) == true;
    }
}
