using System.Buffers.Text;
using System.Runtime.InteropServices;
using HostIpc.Interop;

namespace HostIpc.Identity;

/// <summary>What <c>/proc</c> tells of the process at the other end of a connection.</summary>
/// <remarks>
/// <c>/proc</c> goes by numbers, and a number is given to another process once its own has ended. The pidfd cannot come to mean another: as long as its process
/// lives, the number is that one's. So what was read is believed only if the process lives still after the reading. That it lived before is looked at as well, which
/// spares the reading.
/// </remarks>
internal static unsafe class PeerProcess
{
    private const int MaxInformation = 4096;

    // A path of 4096 bytes in each of the hierarchies there are, and more.
    private const int MaxControlGroups = 64 * 1024;

    // The control groups of this process.
    private static readonly byte[] OwnGroups = ProcFile.TryRead("/proc/self/cgroup", MaxControlGroups) ?? [];

    // The container that they name. Null where this process runs in no container, and where it has a control group namespace of its own: there, its own container is the root of all paths and has no name.
    private static readonly string? OwnContainer = ControlGroups.FindContainer(OwnGroups);

    /// <summary>The id of the container that the process is in; null where it is in none, has ended, or there is any doubt.</summary>
    /// <param name="process">A pidfd of it.</param>
    /// <param name="processId">Its number, as the connection's peer has it.</param>
    public static string? FindContainer(SafeHandle process, int? processId) => Find(process, processId).ContainerId;

    /// <summary>As above, with another way to read the control groups of a process that is known by its number.</summary>
    public static string? FindContainer(SafeHandle process, int? processId, Func<int, byte[]?> read) => Find(process, processId, read, own: null).ContainerId;

    /// <summary>Where the process runs.</summary>
    /// <param name="process">A pidfd of it.</param>
    /// <param name="processId">Its number, as the connection's peer has it.</param>
    public static PeerPlace Find(SafeHandle process, int? processId) => Find(process, processId, ReadControlGroups, OwnContainer);

    /// <summary>As above, with another way to read the control groups of a process that is known by its number, and another container of the server.</summary>
    public static PeerPlace Find(SafeHandle process, int? processId, Func<int, byte[]?> read, string? own) =>
        TryReadNumber(process, out int number, out bool isInOwnNamespace) && number == processId && IsAlive(process) && read(number) is { } groups && IsAlive(process)
            ? PlaceOf(IsOwn(groups) ? new ControlGroupPlace { IsOwn = true } : ControlGroups.Find(groups, own), own, isInOwnNamespace)
            : default;

    /// <summary>Whether the process has not ended yet.</summary>
    /// <remarks>By poll(2), which tells of the end at once. A signal 0 would still reach a process that has ended and was not waited for.</remarks>
    public static bool IsAlive(SafeHandle process)
    {
        var descriptor = new PollDescriptor { Descriptor = (int)process.DangerousGetHandle(), Requested = PollDescriptor.Readable };
        int count;
        do
        {
            count = Libc.Poll(&descriptor, 1, 0);
        }
        while (count < 0 && LastError.Number == Errno.Interrupted);

        return count == 0;
    }

    /// <summary>Reads the numbers that a process has in the pid namespace of <c>/proc</c> and in those below it, up to its own.</summary>
    /// <param name="information">The text of <c>/proc/self/fdinfo/N</c> of a pidfd.</param>
    /// <param name="number">The number in the namespace of <c>/proc</c>.</param>
    /// <param name="isInOwnNamespace">Whether that namespace is the process's own; null where the kernel does not say (before Linux 5.5).</param>
    /// <returns>False where the process has no number there (0), or has gone (-1), as pidfd_open(2) has it.</returns>
    internal static bool TryReadNumber(ReadOnlySpan<byte> information, out int number, out bool? isInOwnNamespace)
    {
        (number, isInOwnNamespace) = (0, null);
        foreach (Range line in information.Split((byte)'\n'))
        {
            if (information[line] is var text && text.StartsWith("Pid:\t"u8))
            {
                text = text["Pid:\t".Length..];
                number = Utf8Parser.TryParse(text, out int found, out int length) && length == text.Length ? found : 0;
            }
            else if (text.StartsWith("NSpid:\t"u8))
            {
                isInOwnNamespace = !text["NSpid:\t".Length..].Contains((byte)'\t');
            }
        }

        return number > 0;
    }

    // The target's process 1 is process 1 of the pid namespace that /proc shows, so its namespace is that one too.
    private static PeerPlace PlaceOf(in ControlGroupPlace groups, string? own, bool isInOwnNamespace) =>
        groups.IsDoubt ? default
        : groups.Container is { } container ? new PeerPlace(PeerLocation.Container, container, groups.Inner)
        : isInOwnNamespace ? new PeerPlace(PeerLocation.Host, groups.IsOwn ? own : null)
        : default;

    // The very control groups of this process, whatever their names say.
    private static bool IsOwn(ReadOnlySpan<byte> groups) => groups.Length > 0 && groups.SequenceEqual(OwnGroups);

    private static byte[]? ReadControlGroups(int number) => ProcFile.TryRead($"/proc/{number}/cgroup", MaxControlGroups);

    // By the pidfd, so that neither can be another process's. The number is the one to look for in /proc.
    private static bool TryReadNumber(SafeHandle process, out int number, out bool isInOwnNamespace)
    {
        isInOwnNamespace = false;
        if (!TryReadNumber(ProcFile.TryRead($"/proc/self/fdinfo/{(int)process.DangerousGetHandle()}", MaxInformation), out number, out bool? found))
        {
            return false;
        }

        // An older kernel says it in the process's own file. That the process lives is looked at after this.
        isInOwnNamespace = found ?? (TryReadNumber(ProcFile.TryRead($"/proc/{number}/status", MaxInformation), out _, out found) && found == true);
        return true;
    }
}
