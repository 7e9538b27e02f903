using System.Net;
using System.Net.Sockets;
using HostIpc.Identity;
using HostIpc.Network;
using HostIpc.Transports.Sockets;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.Tcp;

/// <summary>Listens on one address.</summary>
internal sealed class TcpListener : IConnectionListener
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    // Closed by a reset, so that those who keep trying leave nothing behind in the kernel.
    private static readonly LingerOption Reset = new(enable: true, seconds: 0);

    private readonly CancellationTokenSource _stopping = new();
    private readonly ListenEndpoint _endpoint;
    private readonly AddressFilter _filter;
    private readonly RejectionLogger _rejections;
    private readonly bool _isIdentified;
    private readonly bool _takesLines;
    private readonly AcceptRetry _retry;
    private SocketEngine? _engine;

    /// <param name="address">Where to listen.</param>
    /// <param name="options">Settings that are in range.</param>
    /// <param name="logger">What the operator reads.</param>
    /// <param name="time">The clock.</param>
    public TcpListener(ListenAddress address, TcpOptions options, ILogger logger, TimeProvider time)
    {
        _endpoint = new ListenEndpoint(address, options.Backlog, logger);
        _filter = new AddressFilter(options.AllowFrom);
        _rejections = new RejectionLogger(logger, time);
        _retry = new AcceptRetry(time, reason => logger.AcceptFailed(Endpoint, reason));
        _isIdentified = options.IdentifyContainers;
        _takesLines = options.Lines;
    }

    public string Endpoint => _endpoint.Endpoint;

    public ValueTask BindAsync(CancellationToken cancellationToken)
    {
        if (_engine is not null)
        {
            throw new InvalidOperationException("The listener is bound already.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        _endpoint.Bind();
        _engine = SocketEngine.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask<Connection?> AcceptAsync(CancellationToken cancellationToken)
    {
        SocketEngine engine = _engine ?? throw new InvalidOperationException("The listener is not bound.");
        while (!_stopping.IsCancellationRequested)
        {
            using var waking = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            try
            {
                if (Open(await TakeAsync(waking).ConfigureAwait(false), engine) is { } connection)
                {
                    return connection;
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // It is to stop, or to look for the bridge again.
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Whatever it is, the next one may fare better, unless the listener was told to stop.
                if (!_stopping.IsCancellationRequested)
                {
                    await _retry.WaitAsync(exception, waking.Token).ConfigureAwait(false);
                }
            }
        }

        return null;
    }

    // Told first, so that whoever accepts does not take the closed socket for a failure.
    public async ValueTask StopAcceptingAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _endpoint.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync().ConfigureAwait(false);
        _engine?.Dispose();
    }

    private async ValueTask<Socket> TakeAsync(CancellationTokenSource waking)
    {
        if (_endpoint.IsAwaited)
        {
            waking.CancelAfter(LookInterval);
        }

        if (_endpoint.Find() is { } listening)
        {
            return await listening.AcceptAsync(waking.Token).ConfigureAwait(false);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, waking.Token).ConfigureAwait(false);
        throw new OperationCanceledException(waking.Token);
    }

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

    /// <summary>Reports connections that were not let in: each address once a minute, and no more addresses than somebody reads.</summary>
    internal sealed class RejectionLogger(ILogger logger, TimeProvider time)
    {
        private const int MaxAddresses = 20;

        private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

        private readonly HashSet<IPAddress> _reported = [];
        private long _since;

        /// <summary>To be called by one thread at a time.</summary>
        public void Add(IPAddress address, string endpoint)
        {
            if (_reported.Count > 0 && time.GetElapsedTime(_since) >= Interval)
            {
                _reported.Clear();
            }

            if (_reported.Count == 0)
            {
                _since = time.GetTimestamp();
            }

            if (_reported.Count < MaxAddresses && _reported.Add(address))
            {
                logger.Refused(address.ToString(), endpoint);
            }
        }
    }
}
