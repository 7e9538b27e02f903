using System.Net;
using System.Net.Sockets;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>Reaches a Unix socket over TCP on loopback, each direction ended by itself.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly string _path;
    private readonly Task _serving;

    public TcpRelay(string path)
    {
        _path = path;
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Endpoint => $"tcp://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(RelayAsync(await _listener.AcceptSocketAsync(_end.Token)));
            }
        }
        finally
        {
            await Task.WhenAll(open).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RelayAsync(Socket outer)
    {
        using var inner = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (outer)
        {
            await inner.ConnectAsync(new UnixDomainSocketEndPoint(_path), _end.Token);
            await Task.WhenAll(CopyAsync(outer, inner), CopyAsync(inner, outer));
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[10_000];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is var count and > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, count), _end.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // One side has gone.
        }
    }
}
