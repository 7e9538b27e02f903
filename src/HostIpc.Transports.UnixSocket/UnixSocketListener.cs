using System.Net.Sockets;
using HostIpc.Identity;
using HostIpc.Interop;
using HostIpc.Transports.Sockets;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.UnixSocket;

/// <summary>Listens on a Unix socket.</summary>
internal sealed class UnixSocketListener : IConnectionListener
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly string _path;
    private readonly SocketBinder _binder;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly AcceptRetry _retry;
    private SocketFileMonitor? _monitor;
    private SocketEngine? _engine;

    public UnixSocketListener(UnixSocketOptions options, ILogger logger, TimeProvider time)
    {
        options.Validate();
        _path = Path.GetFullPath(options.Path);
        _binder = new SocketBinder(_path, (uint)options.Mode, options.Backlog, logger);
        _logger = logger;
        _time = time;
        _retry = new AcceptRetry(time, reason => logger.AcceptFailed(_path, reason));
    }

    public string Endpoint => $"unix:{_path}";

    public ValueTask BindAsync(CancellationToken cancellationToken)
    {
        if (_monitor is not null)
        {
            throw new InvalidOperationException("The listener is bound already.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        _monitor = SocketFileMonitor.Start(_binder, _path, _logger, _time);
        _engine = SocketEngine.Start();
        return ValueTask.CompletedTask;
    }

    public async ValueTask<Connection?> AcceptAsync(CancellationToken cancellationToken)
    {
        var monitor = _monitor ?? throw new InvalidOperationException("The listener is not bound.");
        while (monitor.Listening is { } listening)
        {
            try
            {
                var socket = monitor.TryTakeLeft(out var left) ? left : await listening.AcceptAsync(cancellationToken).ConfigureAwait(false);
                return Open(socket, _engine!);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Whatever it is, the next one may fare better. Where it was closed, the loop finds out whether for good.
                if (ReferenceEquals(monitor.Listening, listening))
                {
                    await WaitAsync(exception, cancellationToken).ConfigureAwait(false);
                }
            }
        }

        return null;
    }

    public ValueTask StopAcceptingAsync()
    {
        _monitor?.Dispose();
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
            peer = SocketPeer.Of(socket.SafeHandle);
            process = SocketPeer.ProcessOf(socket.SafeHandle, peer.ProcessId);
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
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
        await _retry.WaitAsync(exception, either.Token).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
