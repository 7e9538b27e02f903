using HostIpc.Transports;

namespace HostIpc.TestSupport;

/// <summary>What <see cref="TransportContract"/> needs to know of a transport, and to do with it from outside.</summary>
public abstract class TransportHarness : IDisposable
{
    /// <summary>Where every listener of this harness listens, as a client is given it.</summary>
    public abstract string Endpoint { get; }

    /// <summary>False where all clients share one connection, which then nobody's leaving ends.</summary>
    public virtual bool HasConnectionPerClient => true;

    /// <summary>False where there is no way back.</summary>
    public virtual bool HasOutput => true;

    /// <summary>False where there is nothing that only one listener can have.</summary>
    public virtual bool IsExclusive => true;

    /// <summary>A listener that is not bound yet.</summary>
    public abstract IConnectionListener CreateListener();

    /// <summary>Connects a client to a listener that is bound.</summary>
    public abstract Task<TransportClient> ConnectAsync(IConnectionListener listener);

    /// <summary>Removes what was made for the test.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
