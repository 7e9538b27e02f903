namespace HostIpc.Interop;

/// <summary>How many bytes a pipe holds (fcntl(2), F_GETPIPE_SZ and F_SETPIPE_SZ).</summary>
internal static class PipeSize
{
    private const int SetSize = 1031; // F_SETPIPE_SZ
    private const int GetSize = 1032; // F_GETPIPE_SZ

    /// <returns>Below zero where the kernel does not tell.</returns>
    public static int Get(FileDescriptor pipe) => Libc.Fcntl(pipe.Number, GetSize, 0);

    /// <summary>Asks for a size. It is denied to a user who has too many pages in pipes (pipe(7)).</summary>
    public static bool TrySet(FileDescriptor pipe, int bytes) => Libc.Fcntl(pipe.Number, SetSize, bytes) >= bytes;
}
