using System.Net.Sockets;

namespace HostIpc.Network;

/// <summary>What an <see cref="AddressListener"/> reports, for the log of its owner.</summary>
internal interface IAddressListenerEvents
{
    /// <summary>It listens now, or somewhere else than before (<see cref="AddressListener.Bound"/>).</summary>
    void OnListening(AddressListener listener);

    /// <summary>It cannot listen yet, and tries again every second. Called once for each reason.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="failure">The reason; null: there is no bridge.</param>
    void OnNotListening(AddressListener listener, SocketException? failure);

    /// <summary>A connection could not be accepted. Ends when it is worth trying again: without a descriptor to spare the connection stays in the queue, and accept(2) would fail at once again.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="failure">The reason.</param>
    /// <param name="cancellationToken">Ends the wait, without an exception.</param>
    ValueTask OnAcceptFailedAsync(AddressListener listener, Exception failure, CancellationToken cancellationToken);
}
