using System.Buffers.Text;
using HostIpc.Interop;

namespace HostIpc.Transports;

/// <summary>What <c>/proc</c> tells of the process at the other end of a connection.</summary>
/// <remarks>
/// <c>/proc</c> goes by numbers, and a number is given to another process once its own has ended. The pidfd cannot come to mean another: as long as its process
/// lives, the number is that one's. So what was read is believed only if the process lives still after the reading. That it lived before is looked at as well, which
/// spares the reading.
/// </remarks>
internal static unsafe class PeerProcess
{
    private const int MostInformation = 4096;

    // A path of 4096 bytes in each of the hierarchies there are, and more.
    private const int MostControlGroups = 64 * 1024;

    /// <summary>The id of the container that the process is in; null where it is in none, has ended, or there is any doubt.</summary>
    /// <param name="process">A pidfd of it.</param>
    /// <param name="processId">Its number, as the connection's peer has it.</param>
    public static string? FindContainer(FileDescriptor process, int? processId) => FindContainer(process, processId, ReadControlGroups);

    /// <summary>As above, with another way to read the control groups of a process that is known by its number.</summary>
    public static string? FindContainer(FileDescriptor process, int? processId, Func<int, byte[]?> read) =>
        NumberOf(process) is { } number && number == processId && IsAlive(process) && read(number) is { } groups && IsAlive(process)
            ? ControlGroups.FindContainer(groups)
            : null;

    /// <summary>Whether the process has not ended yet.</summary>
    /// <remarks>By poll(2), which tells of the end at once. A signal 0 would still reach a process that has ended and was not waited for.</remarks>
    public static bool IsAlive(FileDescriptor process)
    {
        var descriptor = new PollDescriptor { Descriptor = process.Number, Requested = PollDescriptor.Readable };
        int count;
        do
        {
            count = Libc.Poll(&descriptor, 1, 0);
        }
        while (count < 0 && LastError.Number == Errno.Interrupted);

        return count == 0;
    }

    private static byte[]? ReadControlGroups(int number) => ProcFile.TryRead($"/proc/{number}/cgroup", MostControlGroups);

    // The number in the pid namespace that /proc shows, which is the one to look for there: 0 where the process has none in it, -1 once it has gone (pidfd_open(2)).
    private static int? NumberOf(FileDescriptor process)
    {
        ReadOnlySpan<byte> information = ProcFile.TryRead($"/proc/self/fdinfo/{process.Number}", MostInformation);
        foreach (Range line in information.Split((byte)'\n'))
        {
            if (information[line] is var text && text.StartsWith("Pid:\t"u8))
            {
                return Utf8Parser.TryParse(text["Pid:\t".Length..], out int number, out int length) && length == text.Length - "Pid:\t".Length && number > 0 ? number : null;
            }
        }

        return null;
    }
}
