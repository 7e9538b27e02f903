using System.Text;
using HostIpc.Interop;

namespace HostIpc.Docker.Engine.Events;

/// <summary>Whether process 1 listens on a Unix socket, as systemd does for a program that is to be started by a connection (systemd.socket(5)).</summary>
/// <remarks>
/// The table of sockets names paths as process 1 sees them. A container has the socket mounted under any name, but it is the same file. What is to be seen of process 1 takes
/// CAP_SYS_PTRACE (ptrace(2), "ptrace access mode checking").
/// </remarks>
internal static class SystemdSocket
{
    private const int MaxSockets = 1024 * 1024;
    private const int Fields = 8;
    private const int FlagsField = 3;
    private const int NumberField = 6;
    private const int PathField = 7;
    private const string Listening = "00010000"; // __SO_ACCEPTCON

    /// <summary>Null where it cannot be seen.</summary>
    /// <param name="path">The socket.</param>
    /// <param name="first">What proc(5) tells of process 1.</param>
    public static bool? IsHeld(string path, string first)
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

    // Num RefCount Protocol Flags Type St Inode Path
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
