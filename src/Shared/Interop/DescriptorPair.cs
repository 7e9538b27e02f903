namespace HostIpc.Interop;

/// <summary>Both ends of a pipe.</summary>
/// <param name="ReadEnd">What is written comes out here.</param>
/// <param name="WriteEnd">What goes in.</param>
internal readonly record struct DescriptorPair(FileDescriptor ReadEnd, FileDescriptor WriteEnd) : IDisposable
{
    public const int DuplicateCloseOnExec = 1030; // F_DUPFD_CLOEXEC

    /// <summary>Makes a pipe, close-on-exec at both ends, or null with the error in <see cref="LastError"/>.</summary>
    public static DescriptorPair? Create() => Open() is var (readEnd, writeEnd) ? new DescriptorPair(new FileDescriptor(readEnd), new FileDescriptor(writeEnd)) : null;

    /// <summary>As <see cref="Create"/>, for who owns the two descriptors itself.</summary>
    public static unsafe (int ReadEnd, int WriteEnd)? Open()
    {
        int* pair = stackalloc int[2];
        return Libc.Pipe2(pair, OpenFlags.CloseOnExec) < 0 ? null : (AboveStandard(pair[0]), AboveStandard(pair[1]));
    }

    public void Dispose()
    {
        ReadEnd.Dispose();
        WriteEnd.Dispose();
    }

    // A server that was started with a standard stream closed gets its number here. A command's streams are put at 0, 1 and 2 one
    // after the other, which would overwrite it.
    private static int AboveStandard(int descriptor)
    {
        if (descriptor > 2)
        {
            return descriptor;
        }

        int higher = Libc.Fcntl(descriptor, DuplicateCloseOnExec, 3);
        _ = Libc.Close(descriptor);
        return higher;
    }
}
