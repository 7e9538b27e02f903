using System.Net;
using System.Net.Sockets;

namespace HostIpc.Client;

/// <summary>A server that follows a script for each connection. Its disposal fails where a script did.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly Socket _listener;
    private readonly List<Task> _scripts = [];
    private readonly Task _accepting;
    private int _accepted;
    private int _open;

    public FakeServer(Func<FakePeer, Task> script, bool overTcp = false)
    {
        EndPoint where = overTcp ? new IPEndPoint(IPAddress.Loopback, 0) : new UnixDomainSocketEndPoint(_directory.Socket);
        _listener = new Socket(where.AddressFamily, SocketType.Stream, overTcp ? ProtocolType.Tcp : ProtocolType.Unspecified);
        _listener.Bind(where);
        Endpoint = overTcp ? $"tcp:{_listener.LocalEndPoint}" : $"unix:{_directory.Socket}";
        _listener.Listen(512);
        _accepting = AcceptAsync(script);
    }

    public string Endpoint { get; }

    /// <summary>How many connections there have been.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>How many scripts still run.</summary>
    public int Open => Volatile.Read(ref _open);

    public HostIpcClient NewClient(Action<HostIpcClientOptions>? configure = null)
    {
        var options = new HostIpcClientOptions { Endpoint = Endpoint };
        configure?.Invoke(options);
        return new HostIpcClient(options);
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await Eventually.Ends(_accepting);
        try
        {
            await Eventually.Ends(Task.WhenAll(_scripts));
        }
        finally
        {
            _directory.Dispose();
        }
    }

    private async Task AcceptAsync(Func<FakePeer, Task> script)
    {
        try
        {
            while (true)
            {
                var peer = new FakePeer(await _listener.AcceptAsync());
                Interlocked.Increment(ref _accepted);
                Interlocked.Increment(ref _open);
                _scripts.Add(Task.Run(() => RunAsync(script, peer)));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Disposed of.
        }
    }

    private async Task RunAsync(Func<FakePeer, Task> script, FakePeer peer)
    {
        try
        {
            using (peer)
            {
                await script(peer);
            }
        }
        catch (EndOfStreamException)
        {
            // The client gave up before it had said anything.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
