using System.Net;
using System.Net.Sockets;

namespace HostIpc.Client;

/// <summary>Why there is no connection over TCP, and what to do.</summary>
internal static class TcpFailure
{
    private const string Unreachable = "is it the right address, is the host reached from this container's network, and does no firewall of the host keep containers out?";

    public static HostIpcConnectionException Create(ServerEndpoint endpoint, IPEndPoint where, Waiting waiting, Exception exception) =>
        new($"no connection to {endpoint}: {(exception is SocketException failed ? Describe(where, failed) : $"{where} did not answer within {waiting.Limit.TotalSeconds} s ({waiting.Setting}): {Unreachable}")}", exception);

    /// <summary>The server closed the connection before it said anything.</summary>
    public static string DescribeSilence(ServerEndpoint endpoint) =>
        $"the server at {endpoint} closed the connection before it said anything: its Tcp:AllowFrom may not include this client's address, which its own log tells, or it is stopping";

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
}
