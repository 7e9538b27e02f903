using HostIpc.Interop;
using HostIpc.Transports;
using HostIpc.Transports.UnixSocket;

namespace HostIpc.Server.Verbs;

/// <summary>Says what is at the socket's path and what serving will do with it.</summary>
internal static class SocketCheck
{
    /// <exception cref="EndpointException">What is there must not be there.</exception>
    public static string Describe(UnixSocketOptions options)
    {
        string mode = $"0{Convert.ToString((int)options.Mode, 8)}";
        SocketBinder.CheckLength(options.Path);
        using var found = FileDescriptor.TryOpen(options.Path, OpenFlags.Path | OpenFlags.NoFollow);
        if (found is null)
        {
            return LastError.Number is Errno.NoEntry or Errno.NotDirectory
                ? $"{options.Path} is absent, it will be made with mode {mode}"
                : throw new EndpointException($"{options.Path} cannot be looked at: {LastError.Message}");
        }

        FileStatus status = found.Status();
        return status.Type != FileType.Socket
            ? throw SocketBinder.Refusal(options.Path, status.Type)
            : SocketProbe.Connect(found) is Errno.None or Errno.Again ? $"{options.Path} is served by a running server"
            : $"{options.Path} is a socket that nobody serves, it will be replaced by one with mode {mode}";
    }
}
