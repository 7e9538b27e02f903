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

    private const int GetFlags = 1; // F_GETFD
    private const int CloseOnExec = 1; // FD_CLOEXEC

    private static readonly bool[] Closed = new bool[3];

    /// <summary>
    /// Sees which are closed and takes their numbers. The next descriptor that is opened would get such a number, the connection perhaps, and output would be
    /// written to it.
    /// </summary>
    public static void Occupy()
    {
        for (int descriptor = Input; descriptor <= Error; descriptor++)
        {
            int flags = Libc.Fcntl(descriptor, GetFlags, 0);
            if (flags < 0)
            {
                _ = Libc.EventFd(0, Libc.EventFdCloseOnExec); // which gets the lowest number that is free, this one
            }

            // No descriptor of the caller's is close-on-exec, or it would not be here: such a one is the runtime's, which was faster.
            Closed[descriptor] = flags < 0 || (flags & CloseOnExec) != 0;
        }
    }

    public static bool IsClosed(int descriptor) => Closed[descriptor];

    /// <summary>
    /// Whether standard output and standard error are one file, as after <c>2&gt;&amp;1</c> and on a terminal, so that the order of the two shows. In <c>/dev/null</c> it does not.
    /// </summary>
    public static bool AreOutputsOneFile() =>
        !IsClosed(Output)
        && !IsClosed(Error)
        && FileStatus.TryRead(Output, out FileStatus output)
        && FileStatus.TryRead(Error, out FileStatus error)
        && output.IsSameFile(error)
        && !IsNullDevice(output);

    /// <summary>Whether there is something to read. A process without input, as a container's without <c>-i</c>, has <c>/dev/null</c> there.</summary>
    public static bool IsInputOffered() =>
        !IsClosed(Input)
        && !(FileStatus.TryRead(Input, out FileStatus status) && IsNullDevice(status));

    private static bool IsNullDevice(in FileStatus status) => status is { Type: FileType.CharacterDevice, OwnDeviceMajor: MemoryDevices, OwnDeviceMinor: NullDevice };
}
