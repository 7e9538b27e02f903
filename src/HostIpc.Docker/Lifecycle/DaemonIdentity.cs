using System.Globalization;
using System.Net.Sockets;
using HostIpc.Docker.Engine.Events;
using HostIpc.Interop;

namespace HostIpc.Docker.Lifecycle;

/// <summary>Which daemon it is that answers, as far as the kernel tells: two that have the same number are the same one.</summary>
internal sealed class DaemonIdentity
{
    private const int SystemManager = 1;

    private readonly string? _process;

    private DaemonIdentity(string? process, bool isActivated) => (_process, IsActivated) = (process, isActivated);

    /// <summary>
    /// Whether the system manager holds the socket (systemd.socket(5)). Whoever connects to it has a daemon started that was stopped, also one who connects while the daemon is
    /// about to end.
    /// </summary>
    public bool IsActivated { get; }

    /// <summary>Of who listens at the other end of a connection.</summary>
    public static unsafe DaemonIdentity Of(Socket socket, DaemonPresence presence)
    {
        // SO_PEERCRED of a connected socket tells who called listen(2) (unix(7)); 0 is a process that is not in view from here.
        var credentials = default(PeerCredentials);
        var size = (uint)sizeof(PeerCredentials);
        return Libc.GetSocketOption((int)socket.Handle, Libc.SocketLevel, Libc.PeerCredentialsOption, &credentials, &size) < 0 || credentials.ProcessId <= 0 ? new DaemonIdentity(null, isActivated: false)
            : credentials.ProcessId == SystemManager && presence.FindDaemon() is var daemon && daemon != "1" ? new DaemonIdentity(daemon, isActivated: true)
            : new DaemonIdentity(credentials.ProcessId.ToString(CultureInfo.InvariantCulture), isActivated: false);
    }

    /// <summary>Whether it is another daemon than that one. False where that cannot be told.</summary>
    public bool DiffersFrom(DaemonIdentity other) => _process is not null && other._process is not null && _process != other._process;

    /// <summary>Whether its process is there, of a daemon that it was found by.</summary>
    public bool IsInView(DaemonPresence presence) => _process is not null && presence.FindDaemon() == _process;
}
