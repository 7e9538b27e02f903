using System.Net.Sockets;
using Shouldly;

namespace HostIpc.Transports.UnixSocket;

/// <summary>A listener that is bound, and clients for it.</summary>
internal sealed class TestListener : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private TestListener(UnixSocketListener listener, string path, ListLogger log)
    {
        Listener = listener;
        Path = path;
        Log = log;
    }

    public UnixSocketListener Listener { get; }

    public string Path { get; }

    public ListLogger Log { get; }

    public static UnixSocketListener Make(string path, UnixFileMode? mode = null, int? backlog = null, ListLogger? log = null)
    {
        var options = new UnixSocketOptions { Path = path };
        options.Mode = mode ?? options.Mode;
        options.Backlog = backlog ?? options.Backlog;
        return new UnixSocketListener(options, log ?? new ListLogger(), TimeProvider.System);
    }

    public static async Task<TestListener> Start(string path, UnixFileMode? mode = null, int? backlog = null)
    {
        var log = new ListLogger();
        var listener = Make(path, mode, backlog, log);
        await listener.BindAsync(CancellationToken.None);
        return new TestListener(listener, path, log);
    }

    public Socket Connect() => TestDirectory.Connect(Path);

    public async Task<Connection> Accept() =>
        (Connection)(await Listener.AcceptAsync(CancellationToken.None).AsTask().WaitAsync(Bound)).ShouldNotBeNull();

    public async Task<(Socket Client, Connection Connection)> ConnectAndAccept()
    {
        var client = Connect();
        return (client, await Accept());
    }

    public ValueTask DisposeAsync() => Listener.DisposeAsync();
}
