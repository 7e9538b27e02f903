using System.Net.Sockets;
using HostIpc.Identity;
using HostIpc.Interop;
using HostIpc.Timing;
using HostIpc.Transports.Sockets;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.UnixSocket;

/// <summary>Listens on a Unix socket.</summary>
internal sealed class UnixSocketListener : IConnectionListener
{
    // Without a descriptor to spare the connection stays in the queue, and accept(2) would fail at once again.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stopping = new();
    private readonly string _path;
    private readonly SocketBinder _binder;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly RateLimit _failures;
    private SocketFileMonitor? _keeper;
    private SocketEngine? _engine;

    public UnixSocketListener(UnixSocketOptions options, ILogger logger, TimeProvider time)
    {
        UnixSocketOptionsValidator.Validate(options);
        _path = Path.GetFullPath(options.Path);
        _binder = new SocketBinder(_path, (uint)options.Mode, options.Backlog, logger);
        _logger = logger;
        _time = time;
        _failures = RateLimit.OncePerMinute(time);
    }

    public string Endpoint => $"unix:{_path}";

    public ValueTask BindAsync(CancellationToken cancellationToken)
    {
        if (_keeper is not null)
        {
            throw new InvalidOperationException("The listener is bound already.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        _keeper = SocketFileMonitor.Start(_binder, _path, _logger, _time);
        _engine = SocketEngine.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask<Connection?> AcceptAsync(CancellationToken cancellationToken)
    {
        var keeper = _keeper ?? throw new InvalidOperationException("The listener is not bound.");
        while (keeper.Listening is { } listening)
        {
            try
            {
                var socket = keeper.TryTakeLeft(out var left) ? left : await listening.AcceptAsync(cancellationToken).ConfigureAwait(false);
                return Open(socket, _engine!);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Whatever it is, the next one may fare better. Where it was closed, the loop finds out whether for good.
                if (ReferenceEquals(keeper.Listening, listening))
                {
                    await WaitAsync(exception, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return null;
    }

    public ValueTask StopAcceptingAsync()
    {
        _keeper?.Dispose();
        return new ValueTask(_stopping.CancelAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync().ConfigureAwait(false);
        _engine?.Dispose();
    }

    private static Connection Open(Socket socket, SocketEngine engine)
    {
        Peer peer;
        FileDescriptor? process;
        try
        {
            int descriptor = (int)socket.Handle;
            peer = SocketPeer.Of(descriptor, new PeerGroups(socket.SafeHandle));
            process = SocketPeer.ProcessOf(descriptor, peer.ProcessId);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return engine.Open(socket, peer, process);
    }

    private async ValueTask WaitAsync(Exception exception, CancellationToken cancellationToken)
    {
        // It went away while it waited: the next one's turn.
        if (exception is SocketException { SocketErrorCode: SocketError.ConnectionAborted })
        {
            return;
        }

        // Who comes gets some of the spare ones, and who is there already keeps the rest.
        if (exception is SocketException { SocketErrorCode: SocketError.TooManyOpenSockets } && DescriptorReserve.TryRelease((int)Errno.TooManyFiles, 4, kept: 24))
        {
            return;
        }

        if (_failures.TryTake())
        {
            _logger.AcceptFailed(_path, exception.Message);
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await Task.Delay(RetryDelay, _time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
