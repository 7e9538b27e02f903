namespace HostIpc.Transports;

/// <summary>
/// The listening side of a transport: it binds once, hands out connections until it is told to stop, and is then disposed.
/// </summary>
/// <remarks>Register one as a singleton of this type and the hosted service of HostIpc serves it. A member that a later version adds has a body: your class goes on compiling.</remarks>
public interface IConnectionListener : IAsyncDisposable
{
    /// <summary>Where it listens, in the form of a client's endpoint: <c>fifo:/ipc/channel</c>.</summary>
    string Endpoint { get; }

    /// <summary>Takes possession of the endpoint. Called once, before the first <see cref="AcceptAsync"/>.</summary>
    /// <exception cref="EndpointException">The endpoint cannot be had: the message says what was found and what would be right.</exception>
    ValueTask BindAsync(CancellationToken cancellationToken);

    /// <summary>Waits for the next connection; null once the listener has been told to stop.</summary>
    ValueTask<Connection?> AcceptAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Accepts nothing new, and a pending <see cref="AcceptAsync"/> returns null. Connections that are open go on; those that do not
    /// override <see cref="Connection.EndInput"/> end their input once what their peers had already sent has been read.
    /// </summary>
    ValueTask StopAcceptingAsync();
}
