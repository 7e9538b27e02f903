using System.Net;

namespace HostIpc.Docker.Lifecycle;

/// <summary>The place of one notifier's connection.</summary>
internal sealed class NotifierPlace(IPAddress address) : IDisposable
{
    private readonly CancellationTokenSource _displaced = new();

    public IPAddress Address => address;

    /// <summary>Cancelled when another connection has got the place.</summary>
    public CancellationToken Displaced => _displaced.Token;

    /// <summary>Ends the connection. What follows runs on the thread pool.</summary>
    public void End()
    {
        try
        {
            _ = _displaced.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    public void Dispose() => _displaced.Dispose();
}
