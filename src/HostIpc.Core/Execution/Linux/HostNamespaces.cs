using System.Globalization;
using HostIpc.Interop;

namespace HostIpc.Execution.Linux;

/// <summary>
/// The namespaces of process 1 as the server sees it: uts, ipc, network and mount. Opened once by the server, entered by each
/// thread that spawns there. See setns(2) and namespaces(7).
/// </summary>
internal sealed class HostNamespaces : IDisposable
{
    private const int CloneFileSystem = 0x200; // CLONE_FS

    // The mount namespace last: /proc/1 is not there any more once it is entered.
    private static readonly string[] Names = ["uts", "ipc", "net", "mnt"];

    private readonly List<FileDescriptor> _descriptors = [];

    private HostNamespaces()
    {
    }

    /// <summary>Opens them.</summary>
    /// <exception cref="ExecutionTargetException">Process 1 is not the host's, or its namespaces may not be opened.</exception>
    public static HostNamespaces Open()
    {
        if (Libc.GetPid() == 1)
        {
            throw new ExecutionTargetException(
                "Execution:Target is host, but process 1 is this server itself: start the container with --pid=host");
        }

        var namespaces = new HostNamespaces();
        foreach (string name in Names)
        {
            string path = $"/proc/1/ns/{name}";
            if (FileDescriptor.TryOpen(path, OpenFlags.ReadOnly) is not { } descriptor)
            {
                namespaces.Dispose();
                throw new ExecutionTargetException(
                    $"Execution:Target is host, but {path} cannot be opened ({LastError.Message}): start the container with --privileged, "
                    + "or with --cap-add SYS_ADMIN --cap-add SYS_PTRACE and, where the host has AppArmor, --security-opt apparmor=unconfined");
            }

            namespaces._descriptors.Add(descriptor);
        }

        if (IsSame("/proc/1/ns/mnt", "/proc/self/ns/mnt"))
        {
            namespaces.Dispose();
            throw new ExecutionTargetException(
                "Execution:Target is host, but process 1 shares this server's mount namespace: start the container with --pid=host "
                + "(or, on the host itself, set Execution:Target to local)");
        }

        return namespaces;
    }

    /// <summary>Takes the calling thread into them, for good. Answers what failed, or null.</summary>
    public string? Enter()
    {
        // A mount namespace can be entered only by a thread whose root and working directory are its own.
        if (Libc.Unshare(CloneFileSystem) < 0)
        {
            return Failure("unshare(CLONE_FS)");
        }

        for (int i = 0; i < Names.Length; i++)
        {
            if (Libc.SetNs(_descriptors[i].Number, 0) < 0)
            {
                return Failure(string.Create(CultureInfo.InvariantCulture, $"setns to the {Names[i]} namespace of process 1"));
            }
        }

        return null;
    }

    public void Dispose() => _descriptors.ForEach(descriptor => descriptor.Dispose());

    private static string Failure(string call) =>
        $"Execution:Target is host, but {call} failed ({LastError.Message}): start the container with --privileged, "
        + "or with --cap-add SYS_ADMIN --cap-add SYS_PTRACE (SYS_CHROOT, which Docker gives by default, is needed too)";

    private static unsafe bool IsSame(string left, string right)
    {
        FileStatus first;
        FileStatus second;
        return Libc.StatX(Libc.CurrentDirectory, left, 0, FileStatus.BasicMask, &first) == 0
            && Libc.StatX(Libc.CurrentDirectory, right, 0, FileStatus.BasicMask, &second) == 0
            && first.IsSameFile(second);
    }
}
