using System.Net.Sockets;

namespace HostIpc.Transports.UnixSocket;

/// <summary>A Unix socket that is bound, and clients for it.</summary>
internal sealed class UnixTestListener : TestListener<UnixSocketListener>
{
    private UnixTestListener(UnixSocketListener listener, string path, ListLogger log)
        : base(listener, log) => Path = path;

    public string Path { get; }

    public static UnixSocketListener Make(string path, UnixFileMode? mode = null, int? backlog = null, ListLogger? log = null)
    {
        var options = new UnixSocketOptions { Path = path };
        options.Mode = mode ?? options.Mode;
        options.Backlog = backlog ?? options.Backlog;
        return new UnixSocketListener(options, log ?? new ListLogger(), TimeProvider.System);
    }

    public static async Task<UnixTestListener> Start(string path, UnixFileMode? mode = null, int? backlog = null)
    {
        var log = new ListLogger();
        var listener = Make(path, mode, backlog, log);
        await listener.BindAsync(CancellationToken.None);
        return new UnixTestListener(listener, path, log);
    }

    public Socket Connect() => UnixClient.Connect(Path);

    protected override Socket ConnectClient() => Connect();
}
