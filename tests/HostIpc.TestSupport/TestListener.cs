using System.Net.Sockets;
using HostIpc.Transports;
using Shouldly;

namespace HostIpc.TestSupport;

/// <summary>A listener that is bound, and clients for it.</summary>
public abstract class TestListener<TListener>(TListener listener, ListLogger log) : IAsyncDisposable
    where TListener : IConnectionListener
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public TListener Listener => listener;

    public ListLogger Log => log;

    public async Task<Connection> Accept() => (await listener.AcceptAsync(CancellationToken.None).AsTask().WaitAsync(Bound)).ShouldNotBeNull();

    public async Task<(Socket Client, Connection Connection)> ConnectAndAccept()
    {
        Socket client = ConnectClient();
        return (client, await Accept());
    }

    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Socket ConnectClient();
}
