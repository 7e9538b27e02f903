using System.Net;
using System.Net.Sockets;
using HostIpc.Identity;
using HostIpc.Network;
using HostIpc.Transports.Sockets;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.Tcp;

/// <summary>Listens on one address.</summary>
internal sealed partial class TcpListener : IConnectionListener, IAddressListenerEvents
{
    // Closed by a reset, so that those who keep trying leave nothing behind in the kernel.
    private static readonly LingerOption Reset = new(enable: true, seconds: 0);

    private readonly AddressListener _listener;
    private readonly AddressFilter _filter;
    private readonly RejectionLogger _rejections;
    private readonly bool _isIdentified;
    private readonly bool _takesLines;
    private readonly AcceptRetry _retry;
    private readonly ILogger _logger;
    private SocketEngine? _engine;

    /// <param name="address">Where to listen.</param>
    /// <param name="options">Settings that are in range.</param>
    /// <param name="logger">What the operator reads.</param>
    /// <param name="time">The clock.</param>
    public TcpListener(ListenAddress address, TcpOptions options, ILogger logger, TimeProvider time)
    {
        _listener = new AddressListener(address, options.Backlog, this, time);
        _filter = new AddressFilter(options.AllowFrom);
        _rejections = new RejectionLogger(logger, time);
        _retry = new AcceptRetry(time, reason => logger.AcceptFailed(Endpoint, reason));
        _isIdentified = options.IdentifyContainers;
        _takesLines = options.Lines;
        _logger = logger;
    }

    /// <summary>As a client's endpoint.</summary>
    public string Endpoint => $"tcp:{_listener.Bound?.ToString() ?? _listener.Address.Find()?.ToString() ?? _listener.Address.Text}";

    public ValueTask BindAsync(CancellationToken cancellationToken)
    {
        if (_engine is not null)
        {
            throw new InvalidOperationException("The listener is bound already.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            _listener.Start();
        }
        catch (SocketException e)
        {
            throw TcpBinder.Fault(_listener.Target!, e);
        }

        _engine = SocketEngine.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask<Connection?> AcceptAsync(CancellationToken cancellationToken)
    {
        SocketEngine engine = _engine ?? throw new InvalidOperationException("The listener is not bound.");
        while (await _listener.AcceptAsync(cancellationToken).ConfigureAwait(false) is { } socket)
        {
            try
            {
                if (Open(socket, engine) is { } connection)
                {
                    return connection;
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                await _listener.ReportFailureAsync(e, cancellationToken).ConfigureAwait(false);
            }
        }

        return null;
    }

    public ValueTask StopAcceptingAsync()
    {
        _listener.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _engine?.Dispose();
        return ValueTask.CompletedTask;
    }

    // Those of the start are reported with the other endpoints.
    void IAddressListenerEvents.OnListening(ListenAddress address, IPEndPoint bound)
    {
        if (_engine is null)
        {
            return;
        }

        if (address.Address is null)
        {
            _logger.FoundBridge(Endpoint);
        }
        else
        {
            _logger.FoundAddress(Endpoint);
        }
    }

    void IAddressListenerEvents.OnNotListening(ListenAddress address, IPEndPoint? target, SocketException? failure)
    {
        if (failure is null)
        {
            _logger.NoBridge(address.Text);
        }
        else if (_engine is null && failure.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // As that of a network that comes up later.
            _logger.NotThereYet(address.Text);
        }
        else
        {
            _logger.BridgeFailed(address.Text, TcpBinder.Fault(target!, failure).Message);
        }
    }

    ValueTask IAddressListenerEvents.OnAcceptFailedAsync(ListenAddress address, Exception failure, CancellationToken cancellationToken) => _retry.WaitAsync(failure, cancellationToken);

    // Null where it was not let in. Its addresses are those of accept(2), and known even where the peer has reset it since.
    private Connection? Open(Socket socket, SocketEngine engine)
    {
        try
        {
            IPEndPoint peer = Plain((IPEndPoint)socket.RemoteEndPoint!);
            if (_filter.Allows(peer.Address))
            {
                var addresses = _isIdentified ? new ConnectionAddresses(peer, Plain((IPEndPoint)socket.LocalEndPoint!)) : null;
                return engine.Open(socket, new Peer("tcp") { Address = peer.ToString() }, addresses: addresses, takesLines: _takesLines);
            }

            _rejections.Add(peer.Address, Endpoint);
            socket.LingerState = Reset;
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        socket.Dispose();
        return null;
    }

    // As an operator writes it, and the engine knows it.
    private static IPEndPoint Plain(IPEndPoint end) => end.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(end.Address.MapToIPv4(), end.Port) : end;
}
