using System.Net;
using System.Net.Sockets;
using HostIpc.Network;

namespace HostIpc.Transports.Tcp;

/// <summary>A listener that is bound, and clients for it.</summary>
internal sealed class TcpTestListener : TestListener<TcpListener>
{
    private TcpTestListener(TcpListener listener, ListLogger log)
        : base(listener, log)
    {
    }

    public IPEndPoint Where => IPEndPoint.Parse(Listener.Endpoint["tcp:".Length..]);

    /// <summary>A port of loopback that nobody listens on.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public static TcpListener Make(string listen, ListLogger? log = null, TimeProvider? time = null, int? backlog = null, params string[] allowFrom)
    {
        var options = new TcpOptions { Listen = [listen] };
        options.Backlog = backlog ?? options.Backlog;
        options.AllowFrom = allowFrom.Length > 0 ? [.. allowFrom] : options.AllowFrom;
        return new TcpListener(ListenAddress.Parse(listen)!, options, log ?? new ListLogger(), time ?? TimeProvider.System);
    }

    public static async Task<TcpTestListener> Start(string listen = "127.0.0.1:0", TimeProvider? time = null, int? backlog = null, params string[] allowFrom)
    {
        var log = new ListLogger();
        TcpListener listener = Make(listen, log, time, backlog, allowFrom);
        await listener.BindAsync(CancellationToken.None);
        return new TcpTestListener(listener, log);
    }

    /// <summary>Connects.</summary>
    /// <param name="from">The address to come from; null for the usual one.</param>
    /// <param name="to">The address to go to; null for the one that is listened on.</param>
    public Socket Connect(string? from = null, string? to = null)
    {
        var where = new IPEndPoint(to is null ? Where.Address : IPAddress.Parse(to), Where.Port);
        var socket = new Socket(where.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = 20_000 };
        if (from is not null)
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        }

        socket.Connect(where);
        return socket;
    }

    protected override Socket ConnectClient() => Connect();
}
