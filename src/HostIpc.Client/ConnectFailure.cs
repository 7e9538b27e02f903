using HostIpc.Interop;

namespace HostIpc.Client;

/// <summary>Why there is no connection, and what to do. The error of connect(2) alone says little, so it is looked what is at the path.</summary>
internal static class ConnectFailure
{
    public static HostIpcConnectionException Create(ServerEndpoint endpoint, Errno error) => new($"no connection to {endpoint}: {Describe(endpoint.Path, error)}");

    private static unsafe string Describe(string path, Errno connecting)
    {
        FileStatus status;
        if (Libc.StatX(Libc.CurrentDirectory, path, 0, FileStatus.BasicMask, &status) < 0)
        {
            return DescribeAbsence(path, LastError.Number, LastError.Message);
        }

        return status.Type != FileType.Socket ? $"{path} is {status.Type.ToName()}, not a socket: is the endpoint right?" : connecting switch
        {
            Errno.ConnectionRefused => "the socket is there, but no server listens on it: start hostipcd",
            Errno.AccessDenied => $"user {Libc.GetEUid()} may not connect to the socket of user {status.UserId} with mode {Octal(status.Mode)}: run as that user, or set the server's UnixSocket:Mode",
            Errno.WrongSocketType => "the socket there is of another kind: is the endpoint right?",
            _ => LastError.Describe(connecting),
        };
    }

    private static string DescribeAbsence(string path, Errno error, string message)
    {
        string directory = Path.GetDirectoryName(path) ?? "/";
        return error switch
        {
            Errno.NoEntry when !Directory.Exists(directory) => $"there is no directory {directory}: mount the server's volume there, or set {HostIpcClientOptions.EndpointVariable}",
            Errno.NoEntry => $"there is no socket at {path}: start hostipcd, or check that it is the server's volume that is mounted at {directory}",
            Errno.AccessDenied => $"user {Libc.GetEUid()} may not enter {directory}: its mode has to let that user in",
            _ => message,
        };
    }

    private static string Octal(int mode) => "0" + Convert.ToString(mode & 0x1ff, 8);
}
