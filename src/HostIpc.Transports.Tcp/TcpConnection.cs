using System.Net.Sockets;
using HostIpc.Network;

namespace HostIpc.Transports.Tcp;

/// <summary>One conversation over TCP.</summary>
/// <remarks>
/// TCP does not tell a peer that has closed from one that has ended its output, as <c>nc -N</c> does: either sends FIN. A reset tells, with which the kernel of a peer that has closed
/// answers whatever is sent to it. So a command of a peer that spoke lines and has gone is ended at its next output; where it has none, by a probe of <see cref="KeepAlive"/>,
/// after a minute: so long the peer's kernel answers them as if the peer still read (<c>tcp_fin_timeout</c>, tcp(7)).
/// </remarks>
internal sealed class TcpConnection(Socket socket, ConnectionAddresses ends, bool isIdentified, SocketWatches watches)
    : SocketConnection(socket, new Peer("tcp") { Address = ends.Peer.ToString() }, watches)
{
    internal override ConnectionAddresses? Addresses { get; } = isIdentified ? ends : null;

    public override void EndInput()
    {
        // The end that this makes is the server's own.
        SetEndCounts(counts: false);
        base.EndInput();
    }

    internal override void TakeEndForHangUp() => SetEndCounts(counts: true);
}
