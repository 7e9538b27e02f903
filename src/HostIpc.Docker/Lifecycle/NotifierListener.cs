using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HostIpc.Network;
using HostIpc.Timing;
using HostIpc.Transports;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Lifecycle;

/// <summary>Listens for notifiers on every address, and admits their connections.</summary>
/// <remarks>
/// Any container of the bridge can connect, so the connections are bounded in number and in time. There is always a place for a new one: where all are taken, the oldest connection of the address that has the
/// most is closed for it. A notifier sends its line as soon as it has connected, and so has been read by then.
/// </remarks>
internal sealed class NotifierListener : IAddressListenerEvents, IDisposable
{
    public const int MaxConnections = 64;

    /// <summary>How long a connection may take for all of its lines.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    // The kernel holds so many until they are accepted, which is at once.
    private const int Backlog = 128;

    private readonly Lock _lock = new();

    // In the order in which they came.
    private readonly List<NotifierConnection> _open = [];
    private readonly List<AddressListener> _listeners = [];
    private readonly AddressFilter _allowed;
    private readonly NotifierReader _reader;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly RateLimit _acceptFailures;
    private readonly RateLimit _rejections;
    private readonly CancellationTokenSource _stopping = new();

    /// <param name="allowed">Whose connections are admitted.</param>
    /// <param name="reader">Reads them.</param>
    /// <param name="logger">What the operator reads.</param>
    /// <param name="time">The clock.</param>
    public NotifierListener(AddressFilter allowed, NotifierReader reader, ILogger logger, TimeProvider time)
    {
        (_allowed, _reader, _logger, _time) = (allowed, reader, logger, time);
        (_acceptFailures, _rejections) = (RateLimit.OncePerMinute(time), RateLimit.OncePerMinute(time));
    }

    /// <summary>Where it listens now.</summary>
    public IReadOnlyList<IPEndPoint> Bound => [.. _listeners.Select(listener => listener.Bound).OfType<IPEndPoint>()];

    /// <summary>Listens on addresses, or waits for those that are not there yet.</summary>
    /// <exception cref="EndpointException">An address is there and cannot be had.</exception>
    public void Start(IReadOnlyList<ListenAddress> addresses)
    {
        try
        {
            foreach (ListenAddress address in addresses.Where(address => !IsCovered(address, addresses)))
            {
                var listener = new AddressListener(address, Backlog, this, _time);
                _listeners.Add(listener);
                listener.Start();
                _ = Task.Run(() => AcceptAsync(listener));
            }
        }
        catch (SocketException e)
        {
            Dispose();
            throw new EndpointException($"lifecycle cannot be served on {NameOf(_listeners[^1].Address)}: {e.Message}; another Lifecycle:Port or Lifecycle:Listen is wanted, or the end of whoever has it", e);
        }
    }

    public void Dispose()
    {
        _listeners.ForEach(listener => listener.Dispose());
        _stopping.Cancel();
    }

    void IAddressListenerEvents.OnListening(ListenAddress address, IPEndPoint bound) => _logger.Serving(bound.ToString());

    void IAddressListenerEvents.OnNotListening(ListenAddress address, IPEndPoint? target, SocketException? failure) => _logger.NotServing(NameOf(address), failure?.Message ?? "there is no such bridge");

    async ValueTask IAddressListenerEvents.OnAcceptFailedAsync(ListenAddress address, Exception failure, CancellationToken cancellationToken)
    {
        if (_acceptFailures.TryTake())
        {
            _logger.AcceptFailed(NameOf(address), failure.Message);
        }

        await Task.Delay(RetryDelay, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static string NameOf(ListenAddress address) => string.Create(CultureInfo.InvariantCulture, $"{address.Text}:{address.Port}");

    // 0.0.0.0 is every address of its kind, that of the bridge too, and none of them can then be listened on beside it.
    private static bool IsCovered(ListenAddress address, IReadOnlyList<ListenAddress> all) =>
        (address.Address is null || address.Address.AddressFamily == AddressFamily.InterNetwork) && !IPAddress.Any.Equals(address.Address) && all.Any(other => IPAddress.Any.Equals(other.Address));

    private async Task AcceptAsync(AddressListener listener)
    {
        while (await listener.AcceptAsync(CancellationToken.None).ConfigureAwait(false) is { } socket)
        {
            try
            {
                Admit(socket);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                await listener.ReportFailureAsync(e, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private void Admit(Socket socket)
    {
        if (NotifierConnection.RemoteOf(socket) is not { } remote)
        {
            socket.Dispose();
        }
        else if (!_allowed.Allows(remote.Address))
        {
            // By a reset: a notifier that looks can tell it from having been read.
            socket.Close(timeout: 0);
            ReportRejection(remote.ToString(), "its address is not let in (Lifecycle:AllowFrom)");
        }
        else
        {
            var connection = new NotifierConnection(socket, remote);
            if (TakePlace(connection) is { } displaced)
            {
                displaced.End();
                ReportRejection(displaced.Address.ToString(), string.Create(CultureInfo.InvariantCulture, $"{MaxConnections} are connected, and it is the oldest of the address that has the most"));
            }

            _ = ServeAsync(connection);
        }
    }

    // The connection whose place it was; null where one was free.
    private NotifierConnection? TakePlace(NotifierConnection connection)
    {
        lock (_lock)
        {
            NotifierConnection? displaced = _open.Count < MaxConnections ? null : _open.GroupBy(open => open.Address).MaxBy(open => open.Count())!.First();
            _ = displaced is not null && _open.Remove(displaced);
            _open.Add(connection);
            return displaced;
        }
    }

    private void ReportRejection(string address, string reason)
    {
        if (_rejections.TryTake())
        {
            _logger.TurnedAway(address, reason);
        }
    }

    private async Task ServeAsync(NotifierConnection connection)
    {
        // What it has sent already would else be read before the next is accepted.
        await Task.Yield();
        try
        {
            using var patience = new CancellationTokenSource(Patience, _time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stopping.Token, connection.Displaced);
            await _reader.ReadAsync(connection, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A full disk behind the log, or no descriptors: it costs this connection.
            _logger.AcceptFailed(connection.Peer.ToString(), e.Message);
        }
        finally
        {
            lock (_lock)
            {
                _open.Remove(connection);
            }

            connection.Dispose();
        }
    }
}
