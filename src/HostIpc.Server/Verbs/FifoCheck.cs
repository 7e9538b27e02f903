using HostIpc.Interop;
using HostIpc.Transports;
using HostIpc.Transports.Fifo;

namespace HostIpc.Server.Verbs;

/// <summary>Says what is at the FIFO's path and what serving will do with it.</summary>
internal static class FifoCheck
{
    private const int Permissions = 0x1ff; // 0777

    /// <exception cref="EndpointException">What is there must not be there.</exception>
    public static unsafe string Describe(FifoOptions options)
    {
        FileStatus found;
        if (Libc.StatX(Libc.CurrentDirectory, options.Path, Libc.SymlinkNoFollow, FileStatus.BasicMask, &found) < 0)
        {
            return LastError.Number is Errno.NoEntry or Errno.NotDirectory
                ? $"{options.Path} is absent, it will be made with mode {Octal((int)options.Mode)}"
                : throw new EndpointException($"{options.Path} cannot be looked at: {LastError.Message}");
        }

        return found.Type switch
        {
            FileType.Fifo when FifoHealth.MayBeServed(found) && FifoHealth.IsServed(options.Path) => $"{options.Path} is served by a running server",
            FileType.Fifo => $"{options.Path} is a FIFO of user {found.UserId} with mode {Octal(found.Mode & Permissions)}, it will be kept with mode {Octal((int)options.Mode)}",
            FileType.Regular => $"{options.Path} is a regular file, it will be moved aside and not run",
            _ => throw new EndpointException($"{options.Path} is {found.Type.ToName()}: there has to be a FIFO, or nothing"),
        };
    }

    private static string Octal(int mode) => $"0{Convert.ToString(mode, 8)}";
}
