using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.Tcp;

/// <summary>The socket that is listened on. The address of the bridge comes with Docker's first start and may change with another: the socket follows it.</summary>
internal sealed class ListeningPlace(ListenAddress address, int backlog, ILogger logger) : IDisposable
{
    private readonly Lock _lock = new();
    private Socket? _socket;
    private IPEndPoint? _bound;
    private string? _problem;
    private bool _isDisposed;

    /// <summary>Whether it is worth looking again after a while.</summary>
    public bool IsBridge => address.Address is null;

    /// <summary>As a client's endpoint.</summary>
    public string Endpoint => $"tcp:{_bound?.ToString() ?? address.Find()?.ToString() ?? address.Text}";

    /// <exception cref="EndpointException">It cannot be had. Of the bridge, that there is none yet is no such error.</exception>
    public void Bind()
    {
        if (address.Find() is { } where)
        {
            Take(where);
        }
        else
        {
            logger.NoBridge(address.Text);
        }
    }

    /// <summary>The socket to accept from now; null where there is none yet, or any more.</summary>
    public Socket? Find()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return null;
            }

            if (IsBridge && address.Find() is { } where && !where.Address.Equals(_bound?.Address))
            {
                Move(where);
            }

            return _socket;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _socket?.Dispose();
        }
    }

    private void Move(IPEndPoint where)
    {
        try
        {
            Socket? left = _socket;
            Take(where);
            left?.Dispose();
            _problem = null;
            logger.FoundBridge(Endpoint);
        }
        catch (EndpointException e)
        {
            // The same reason is told once, not at every new attempt.
            if (e.Message != _problem)
            {
                _problem = e.Message;
                logger.BridgeFailed(address.Text, e.Message);
            }
        }
    }

    private void Take(IPEndPoint where)
    {
        _socket = TcpBinder.Bind(where, backlog);
        _bound = (IPEndPoint)_socket.LocalEndPoint!;
    }
}
