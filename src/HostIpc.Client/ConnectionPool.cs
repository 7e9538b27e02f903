using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

/// <summary>
/// Makes connections and keeps those on which nothing runs, for a while. The one that was used last is used first, so that those that are not needed grow old.
/// </summary>
internal sealed class ConnectionPool : IDisposable
{
    // The server does not keep for long what asks for nothing.
    private static readonly TimeSpan LongestPreparation = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<(ClientConnection Connection, long Since)> _idle = [];
    private readonly ServerEndpoint _endpoint;
    private readonly ClientTimeouts _timeouts;
    private readonly int _capacity;
    private readonly TimeSpan _lifetime;
    private readonly bool _blocks;
    private readonly TimeProvider _time;
    private readonly object _owner;
    private ITimer? _timer;
    private ConnectionStream? _prepared;
    private long _preparedAt;
    private bool _isDisposed;

    /// <param name="endpoint">The server.</param>
    /// <param name="options">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="owner">Whose the connections are, for the exception after the disposal.</param>
    public ConnectionPool(ServerEndpoint endpoint, HostIpcClientOptions options, TimeProvider time, object owner)
    {
        _owner = owner;
        _endpoint = endpoint;
        _timeouts = ClientTimeouts.Create(options);
        _capacity = options.MaxIdleConnections;
        _lifetime = options.IdleLifetime == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : options.IdleLifetime;
        _blocks = options.Blocks;
        _time = time;
    }

    /// <summary>Connects for the next request, where that takes no waiting. Nothing where that was done already.</summary>
    public void Prepare()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, _owner);
            if (_prepared is null)
            {
                _prepared = _endpoint.TryConnect(_blocks, _time);
                _preparedAt = _time.GetTimestamp();
            }
        }
    }

    /// <summary>Sends a frame that wants an answer, on a connection that was kept or a new one.</summary>
    /// <returns>The connection, for the caller alone: to be given back by <see cref="Return"/> or closed.</returns>
    /// <remarks>
    /// It is sent again only where the writing failed: then the server has not all of it, and runs nothing. Where it was written and the connection ends, it may have run.
    /// </remarks>
    /// <exception cref="HostIpcException">There is no connection.</exception>
    public async Task<ClientConnection> SendAsync(FrameType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        while (Take() is { } kept)
        {
            if (await TrySendAsync(kept, type, payload, cancellationToken).ConfigureAwait(false))
            {
                return kept;
            }

            kept.Dispose();
            kept.ThrowIfAborted();
        }

        long start = _time.GetTimestamp();
        ConnectionStream stream = TakePrepared() ?? await _endpoint.ConnectAsync(_timeouts.Preface, _blocks, _time, cancellationToken).ConfigureAwait(false);
        var made = new ClientConnection(stream, _endpoint, _timeouts, _time, start);
        if (!await TrySendAsync(made, type, payload, cancellationToken).ConfigureAwait(false) && made.Reason is not null)
        {
            made.Dispose();
            made.ThrowIfAborted();
        }

        // Where it failed otherwise, the server may have said why before it closed: the caller reads that.
        return made;
    }

    /// <summary>Takes a connection back whose last exchange is over.</summary>
    public void Return(ClientConnection connection)
    {
        if (connection.IsQuiet() && TryKeep(connection))
        {
            return;
        }

        connection.Dispose();
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer?.Dispose();
            _idle.ForEach(idle => idle.Connection.Dispose());
            _idle.Clear();
            _prepared?.Dispose();
        }
    }

    private static async ValueTask<bool> TrySendAsync(ClientConnection connection, FrameType type, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration registration = connection.AbortOn(cancellationToken);
        connection.ExpectAnswer(type);
        return await connection.SendAsync(type, payload, CancellationToken.None).ConfigureAwait(false);
    }

    private ClientConnection? Take()
    {
        while (true)
        {
            ClientConnection connection;
            long since;
            lock (_gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, _owner);
                if (_idle.Count == 0)
                {
                    return null;
                }

                (connection, since) = _idle[^1];
                _idle.RemoveAt(_idle.Count - 1);
            }

            if (_time.GetElapsedTime(since) < _lifetime && connection.IsQuiet())
            {
                return connection;
            }

            connection.Dispose();
        }
    }

    private ConnectionStream? TakePrepared()
    {
        lock (_gate)
        {
            ConnectionStream? prepared = _prepared;
            _prepared = null;
            if (prepared is not null && _time.GetElapsedTime(_preparedAt) >= LongestPreparation)
            {
                prepared.Dispose();
                return null;
            }

            return prepared;
        }
    }

    private bool TryKeep(ClientConnection connection)
    {
        lock (_gate)
        {
            if (_isDisposed || _idle.Count >= _capacity)
            {
                return false;
            }

            _idle.Add((connection, _time.GetTimestamp()));
            if (_idle.Count == 1 && _lifetime < TimeSpan.MaxValue)
            {
                _timer ??= _time.CreateTimer(static pool => ((ConnectionPool)pool!).CloseOld(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                _timer.Change(_lifetime, Timeout.InfiniteTimeSpan);
            }

            return true;
        }
    }

    private void CloseOld()
    {
        lock (_gate)
        {
            while (_idle.Count > 0 && !_isDisposed)
            {
                TimeSpan left = _lifetime - _time.GetElapsedTime(_idle[0].Since);
                if (left > TimeSpan.Zero)
                {
                    _timer!.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                    return;
                }

                _idle[0].Connection.Dispose();
                _idle.RemoveAt(0);
            }
        }
    }
}
