using System.Net;
using System.Net.Sockets;
using HostIpc.Network;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.Tcp;

/// <summary>The socket that is listened on. The address of the bridge comes with Docker's first start and may change with another: the socket follows it.</summary>
internal sealed class ListenEndpoint(ListenAddress address, int backlog, ILogger logger) : IDisposable
{
    private readonly Lock _lock = new();
    private Socket? _socket;
    private IPEndPoint? _bound;
    private string? _problem;
    private bool _isDisposed;

    /// <summary>Whether it is worth looking again after a while: the bridge comes and goes, another address is waited for once.</summary>
    public bool IsAwaited => address.Address is null || _socket is null;

    /// <summary>As a client's endpoint.</summary>
    public string Endpoint => $"tcp:{_bound?.ToString() ?? address.Find()?.ToString() ?? address.Text}";

    /// <exception cref="EndpointException">It cannot be had. That there is no bridge, or no such address yet, is no such error.</exception>
    public void Bind()
    {
        if (address.Find() is { } where)
        {
            try
            {
                Take(where);
            }
            catch (EndpointException e) when (TcpBinder.IsMissing(e))
            {
                // As that of a network that comes up later.
                _problem = e.Message;
                logger.NotThereYet(address.Text);
            }
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

            if (IsAwaited && address.Find() is { } where && !where.Address.Equals(_bound?.Address))
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
            if (address.Address is null)
            {
                logger.FoundBridge(Endpoint);
            }
            else
            {
                logger.FoundAddress(Endpoint);
            }
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
