using System.Net;

namespace HostIpc.Docker.Lifecycle;

/// <summary>The place of one notifier's connection.</summary>
internal sealed class NotifierPlace(IPAddress address)
{
    private readonly CancellationTokenSource _displaced = new();

    public IPAddress Address => address;

    /// <summary>Cancelled when another connection has got the place.</summary>
    public CancellationToken Displaced => _displaced.Token;

    /// <summary>Ends the connection. What follows runs on the thread pool.</summary>
    public void End() => _ = _displaced.CancelAsync();
}
