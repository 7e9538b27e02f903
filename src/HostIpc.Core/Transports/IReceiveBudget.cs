namespace HostIpc.Transports;

/// <summary>
/// The memory that a connection may hold for bytes that it has received and that the server has not read yet: <c>Limits:MaxUnreadBytesPerPeer</c>, within <c>Limits:MaxUnreadBytes</c> for all peers together.
/// </summary>
/// <remarks>Members may be added; implement it only in tests.</remarks>
public interface IReceiveBudget
{
    /// <summary>Takes memory. False where there is no room, and nothing was taken: the transport then ends the connection, or stops reading until it has given some back.</summary>
    /// <param name="count">How many bytes.</param>
    bool TryTake(int count);

    /// <summary>Gives memory back that was taken.</summary>
    /// <param name="count">How many bytes.</param>
    void GiveBack(int count);
}
