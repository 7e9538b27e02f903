using System.Collections.Concurrent;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace HostIpc.Transports.UnixSocket;

/// <summary>
/// Keeps the path leading to the server: a container that may write in the directory can remove the socket, and then no client would find the
/// server any more. Looks once a second, and binds anew.
/// </summary>
internal sealed class SocketFileMonitor : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ConcurrentQueue<Socket> _left = new();
    private readonly SocketBinder _binder;
    private readonly string _path;
    private readonly ILogger _logger;
    private readonly PeriodicTimer _timer;
    private volatile BoundSocket? _bound;
    private string? _unavailable;

    private SocketFileMonitor(SocketBinder binder, string path, ILogger logger, TimeProvider time)
    {
        _binder = binder;
        _path = path;
        _logger = logger;
        _bound = binder.Bind();
        _timer = new PeriodicTimer(Interval, time);
        logger.Serving(path);
    }

    /// <summary>The socket to accept from; another one after the path was lost, null after the stop.</summary>
    public Socket? Listening => _bound?.Socket;

    /// <exception cref="EndpointException">The socket cannot be had.</exception>
    public static SocketFileMonitor Start(SocketBinder binder, string path, ILogger logger, TimeProvider time)
    {
        var keeper = new SocketFileMonitor(binder, path, logger, time);
        _ = keeper.KeepAsync();
        return keeper;
    }

    /// <summary>Takes a connection that had come to a socket from before the path was lost.</summary>
    public bool TryTakeLeft([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Socket? socket) => _left.TryDequeue(out socket);

    /// <summary>Removes the file and closes the socket, and with it what waited to be accepted.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        lock (_lock)
        {
            var bound = _bound;
            _bound = null;
            bound?.Remove();
            bound?.Dispose();
            while (_left.TryDequeue(out var socket))
            {
                socket.Dispose();
            }
        }
    }

    private async Task KeepAsync()
    {
        while (await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            try
            {
                Check();
            }
            catch (Exception exception)
            {
                _logger.CheckFailed(_path, exception);
            }
        }
    }

    private void Check()
    {
        lock (_lock)
        {
            if (_bound is not { } lost || lost.FindLoss() is not { } loss)
            {
                return;
            }

            BoundSocket anew;
            try
            {
                anew = _binder.Bind();
            }
            catch (EndpointException exception)
            {
                // The same reason is told once, not at every new attempt.
                if (exception.Message != _unavailable)
                {
                    _unavailable = exception.Message;
                    _logger.Unavailable(_path, loss, exception.Message);
                }

                return;
            }

            // Who finds the new socket has to find those who were left too: he would wait for others with them at hand.
            _unavailable = null;
            Take(lost.Socket);
            _bound = anew;
            lost.Dispose();
            _logger.MadeAnew(_path, loss);
        }
    }

    // Who waits at the old socket did not know that the path was lost. As many as the backlog holds, since nobody can come any more.
    private void Take(Socket lost)
    {
        lost.Blocking = false;
        try
        {
            while (true)
            {
                var socket = lost.Accept();
                socket.Blocking = true;
                _left.Enqueue(socket);
            }
        }
        catch (SocketException)
        {
            // No more of them, or no descriptors for them.
        }
    }
}
