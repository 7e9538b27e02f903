namespace HostIpc.Transports.Testing;

/// <summary>What <see cref="TransportContract"/> needs to know of a transport, and does with it from outside. Derive one for your transport, and make a new one for each rule.</summary>
public abstract class TransportHarness : IDisposable
{
    /// <summary>Where every listener of this harness listens, as a client is given it: <c>unix:/tmp/x.sock</c>.</summary>
    public abstract string Endpoint { get; }

    /// <summary>Whether each client has a connection of its own. Default true. False: all clients share one connection, which the leaving of one does not end, as with a FIFO.</summary>
    public virtual bool HasConnectionPerClient => true;

    /// <summary>Whether the server can answer. Default true.</summary>
    public virtual bool HasOutput => true;

    /// <summary>Whether only one listener can have the endpoint. Default true.</summary>
    public virtual bool IsExclusive => true;

    /// <summary>Makes a listener that is not bound yet.</summary>
    public abstract IConnectionListener CreateListener();

    /// <summary>Connects a client to a listener that is bound.</summary>
    /// <param name="listener">One of <see cref="CreateListener"/>.</param>
    public abstract Task<TransportClient> ConnectAsync(IConnectionListener listener);

    /// <summary>Removes what was made for the rule.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
