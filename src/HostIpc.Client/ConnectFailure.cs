using System.Net;
using System.Net.Sockets;
using HostIpc.Interop;

namespace HostIpc.Client;

/// <summary>Why there is no connection, and what to do.</summary>
internal static class ConnectFailure
{
    private const string Unreachable = "is it the right address, is the host reached from this container's network, and does no firewall of the host keep containers out?";

    /// <summary>Of a Unix socket. The error of connect(2) alone says little, so it is looked what is at the path.</summary>
    public static HostIpcConnectionException OfUnix(ServerEndpoint endpoint, Errno error) => new($"no connection to {endpoint}: {Describe(endpoint.Path, error)}");

    public static HostIpcConnectionException OfTcp(ServerEndpoint endpoint, IPEndPoint where, Waiting waiting, Exception exception) =>
        new($"no connection to {endpoint}: {(exception is SocketException failed ? Describe(where, failed) : $"{where} did not answer within {waiting.Limit.TotalSeconds} s ({waiting.Setting}): {Unreachable}")}", exception);

    /// <summary>The server closed the connection before it sent a byte.</summary>
    public static HostIpcConnectionException OfSilence(ServerEndpoint endpoint, Exception? exception = null) => new(
        endpoint.IsTcp
            ? $"the server at {endpoint} closed the connection before it said anything: its Tcp:AllowFrom may not include this client's address, which its own log tells, or it is stopping"
            : $"the server at {endpoint} closed the connection without a word: it may be stopping; try again",
        exception);

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

    private static string Describe(IPEndPoint where, SocketException exception) => exception.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => $"nobody listens on {where}: start hostipcd there, with a Tcp:Listen that has this address and port (bridge:{where.Port} for what host-gateway leads to)",
        // The reset that comes after an end shows as EPIPE.
        SocketError.ConnectionReset or SocketError.Shutdown => $"{where} closed the connection at once: the server's Tcp:AllowFrom may not include this client's address, which the server's log tells",
        SocketError.TimedOut or SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown or SocketError.NetworkDown =>
            $"{where} is not reached ({exception.Message}): {Unreachable}",
        SocketError.AddressFamilyNotSupported => $"{where} is an address of a kind that this system does not have",
        _ => $"{where}: {exception.Message}",
    };

    private static string Octal(int mode) => "0" + Convert.ToString(mode & 0x1ff, 8);
}
