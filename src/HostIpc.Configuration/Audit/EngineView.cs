using System.Net.Sockets;
using HostIpc.Interop;

namespace HostIpc.Configuration.Audit;

/// <summary>Whether the server sees the processes of an engine's containers.</summary>
internal static class EngineView
{
    /// <summary>
    /// True where the engine's own process is in the server's pid namespace or below it. The processes of its containers are, then, too. Where it cannot be connected to, false only for a server that is process 1
    /// of its pid namespace, as it is in a container without <c>--pid=host</c>.
    /// </summary>
    /// <param name="path">The engine's socket.</param>
    public static unsafe bool Sees(string path)
    {
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
            socket.Connect(new UnixDomainSocketEndPoint(path));

            // Who called listen(2), by its number here; 0 for a process that has none here (unix(7)).
            var credentials = default(PeerCredentials);
            var size = (uint)sizeof(PeerCredentials);
            return Libc.GetSocketOption((int)socket.Handle, Libc.SocketLevel, Libc.PeerCredentialsOption, &credentials, &size) < 0 || credentials.ProcessId > 0;
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return Libc.GetPid() != 1;
        }
    }
}
