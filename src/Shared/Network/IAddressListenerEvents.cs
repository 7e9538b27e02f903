using System.Net;
using System.Net.Sockets;

namespace HostIpc.Network;

/// <summary>What a listener on a TCP address reports, for the log of its owner.</summary>
internal interface IAddressListenerEvents
{
    /// <summary>It listens now, or somewhere else than before.</summary>
    /// <param name="address">The address that it is for.</param>
    /// <param name="bound">Where it listens.</param>
    void OnListening(ListenAddress address, IPEndPoint bound);

    /// <summary>It cannot listen yet, and tries again every second. Called once for each reason.</summary>
    /// <param name="address">The address that it is for.</param>
    /// <param name="target">Where it tried to; null where there is no bridge.</param>
    /// <param name="failure">The reason; null: there is no bridge.</param>
    void OnNotListening(ListenAddress address, IPEndPoint? target, SocketException? failure);

    /// <summary>A connection could not be accepted. Ends when it is worth trying again: without a descriptor to spare the connection stays in the queue, and accept(2) would fail at once again.</summary>
    /// <param name="address">The address that it is for.</param>
    /// <param name="failure">The reason.</param>
    /// <param name="cancellationToken">Ends the wait, without an exception.</param>
    ValueTask OnAcceptFailedAsync(ListenAddress address, Exception failure, CancellationToken cancellationToken);
}
