using HostIpc.Interop;

namespace HostIpc.Cli.Streams;

/// <summary>The caller's own three streams, which may be closed.</summary>
internal static unsafe class StandardDescriptors
{
    public const int Input = 0;
    public const int Output = 1;
    public const int Error = 2;

    private const int MemoryDevices = 1;
    private const int NullDevice = 3;

    private static readonly bool[] Closed = new bool[3];

    /// <summary>
    /// Sees which are closed and takes their numbers. The next descriptor that is opened would get such a number, the connection perhaps, and output would be
    /// written to it.
    /// </summary>
    public static void Occupy()
    {
        for (int descriptor = Input; descriptor <= Error; descriptor++)
        {
            FileStatus status;
            if (Libc.StatX(descriptor, "", Libc.EmptyPath, FileStatus.BasicMask, &status) < 0 && LastError.Number == Errno.BadDescriptor)
            {
                Closed[descriptor] = true;
                _ = Libc.EventFd(0, Libc.EventFdCloseOnExec); // which gets the lowest number that is free, this one
            }
        }
    }

    public static bool IsClosed(int descriptor) => Closed[descriptor];

    /// <summary>Whether there is something to read. A process without input, as a container's without <c>-i</c>, has <c>/dev/null</c> there.</summary>
    public static bool IsInputOffered()
    {
        FileStatus status;
        return !IsClosed(Input)
            && !(Libc.StatX(Input, "", Libc.EmptyPath, FileStatus.BasicMask, &status) == 0
                && status is { Type: FileType.CharacterDevice, OwnDeviceMajor: MemoryDevices, OwnDeviceMinor: NullDevice });
    }
}
