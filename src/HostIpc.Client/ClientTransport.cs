namespace HostIpc.Client;

/// <summary>
/// Connects a <see cref="HostIpcClient"/> to a server in a way of your own: another kind of socket, a tunnel, or a server in memory for tests. Set it as <see cref="HostIpcClientOptions.Transport"/>.
/// </summary>
/// <remarks>
/// The client sends its requests, and the commands' input, unencrypted over the stream, and trusts what comes back. Protect the stream where others can reach it. Members may be called from several threads at
/// the same time.
/// </remarks>
public abstract class ClientTransport
{
    /// <summary>The server's address, for messages: <c>vsock:2:4720</c>. One line.</summary>
    public abstract string Endpoint { get; }

    /// <summary>Opens a connection to the server. The client calls this for each connection that it needs, and keeps some of them open (<see cref="HostIpcClientOptions.MaxIdleConnections"/>).</summary>
    /// <param name="cancellationToken">Cancelled when the caller gives up, or after <see cref="HostIpcClientOptions.ConnectTimeout"/>.</param>
    /// <returns>
    /// A stream in both directions. The client owns it and disposes of it. One read and one write can be pending at the same time. Disposal must end both. A read of 0 bytes means that the server has closed.
    /// </returns>
    /// <exception cref="IOException">There is no connection. The client reports any exception, except its own kinds and cancellation, as a <see cref="HostIpcConnectionException"/> with the same message.</exception>
    public abstract ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken);

    /// <summary>Sends a line without an answer, for <see cref="HostIpcClient.SendAsync"/>. A transport that cannot do this does not override it.</summary>
    /// <param name="line">The line, UTF-8, with the LF at its end: 2 to 4096 bytes. Valid during the call only.</param>
    /// <param name="cancellationToken">Cancelled when the caller gives up. Nothing has been sent then.</param>
    /// <exception cref="HostIpcSendException">The line cannot be sent. Nothing has been sent.</exception>
    public virtual ValueTask SendLineAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken) =>
        ValueTask.FromException(new HostIpcSendException($"the line cannot be sent: {Endpoint} has no FIFO"));
}
