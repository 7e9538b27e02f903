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

    /// <summary>A connection could not be accepted.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="failure">The reason.</param>
    /// <returns>Whether to wait a moment before the next attempt.</returns>
    bool OnAcceptFailed(AddressListener listener, Exception failure);
}
