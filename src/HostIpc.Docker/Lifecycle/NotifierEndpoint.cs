using System.Globalization;
using System.Net;
using System.Net.Sockets;
using HostIpc.Network;
using HostIpc.Timing;
using HostIpc.Transports;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Lifecycle;

/// <summary>
/// Listens on one address, as soon and as long as it is there. That of the bridge is not before the daemon's first start, and can be another after it has gone and come back.
/// </summary>
/// <remarks>A socket that listens outlives its address: when that is back, it is reached again.</remarks>
internal sealed class NotifierEndpoint(ListenAddress address, Action<Socket> take, ILogger logger, TimeProvider time) : IDisposable
{
    // The kernel holds so many until they are accepted, which is at once.
    private const int Backlog = 128;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Without a descriptor to spare the connection stays in the queue, and accept(2) would fail at once again.
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly PeriodicTimer _timer = new(Interval, time);
    private readonly RateLimit _reports = RateLimit.OncePerMinute(time);
    private Socket? _listening;
    private IPEndPoint? _wanted;
    private string _problem = "";
    private bool _isDisposed;

    /// <summary>Where it listens now; null where it does not.</summary>
    public IPEndPoint? Bound => _listening?.LocalEndPoint as IPEndPoint;

    private string Where => string.Create(CultureInfo.InvariantCulture, $"{address.Text}:{address.Port}");

    /// <summary>Listens, or begins to wait for the address.</summary>
    /// <exception cref="EndpointException">The address is there, and cannot be had.</exception>
    public void Start()
    {
        try
        {
            BindAnew();
        }
        catch (SocketException e)
        {
            throw new EndpointException($"lifecycle cannot be served on {Where}: {e.Message}; another Lifecycle:Port or Lifecycle:Listen is wanted, or the end of whoever has it", e);
        }

        _ = KeepAsync();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _listening?.Dispose();
            _timer.Dispose();
        }
    }

    private async Task KeepAsync()
    {
        // What is neither the bridge's nor missing does not change.
        while ((address.Address is null || _listening is null) && await _timer.WaitForNextTickAsync().ConfigureAwait(false))
        {
            try
            {
                BindAnew();
            }
            catch (SocketException e)
            {
                Report(e.Message);
            }
        }
    }

    // Does nothing where it listens already, or the address is not there.
    private void BindAnew()
    {
        IPEndPoint? expected = address.Find();
        if (expected is null)
        {
            Report("there is no such bridge");
        }

        if (expected is null || expected.Equals(_wanted))
        {
            return;
        }

        var socket = new Socket(expected.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(expected);
            socket.Listen(Backlog);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            if (e.SocketErrorCode != SocketError.AddressNotAvailable)
            {
                throw;
            }

            Report(e.Message);
            return;
        }

        Replace(socket, expected);
    }

    private void Replace(Socket socket, IPEndPoint expected)
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                socket.Dispose();
                return;
            }

            _listening?.Dispose();
            (_listening, _wanted, _problem) = (socket, expected, "");
        }

        logger.Serving(socket.LocalEndPoint!.ToString()!);
        _ = AcceptAsync(socket);
    }

    // The same reason is told once, not at every attempt. A bridge that has gone is none while the socket outlives it.
    private void Report(string problem)
    {
        if (problem != _problem && (_listening is null || address.Address is not null))
        {
            _problem = problem;
            logger.NotServing(Where, problem);
        }
    }

    private async Task AcceptAsync(Socket listening)
    {
        while (ReferenceEquals(_listening, listening) && !_isDisposed)
        {
            try
            {
                take(await listening.AcceptAsync().ConfigureAwait(false));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Whatever it is, the next one may fare better. Where it was closed, the loop finds that out.
                if (e is SocketException { SocketErrorCode: not (SocketError.ConnectionAborted or SocketError.OperationAborted) } && _reports.TryTake())
                {
                    logger.AcceptFailed(Where, e.Message);
                }

                await Task.Delay(RetryDelay, time).ConfigureAwait(false);
            }
        }
    }
}
