using System.Net;
using System.Net.Sockets;

namespace HostIpc.Network;

/// <summary>
/// Listens on a TCP address and accepts connections. An address that is not there yet, as that of the bridge before Docker's first start, is listened on as soon as it is. The socket follows the bridge to another address.
/// </summary>
/// <remarks>A socket that listens outlives its address: when the address is back, it is reached again.</remarks>
/// <param name="address">The address.</param>
/// <param name="backlog">How many connections the kernel holds until they are accepted.</param>
/// <param name="events">The owner's log.</param>
/// <param name="time">The clock.</param>
internal sealed class AddressListener(ListenAddress address, int backlog, IAddressListenerEvents events, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stopping = new();
    private Socket? _socket;
    private IPEndPoint? _listened;
    private string? _problem;

    public ListenAddress Address => address;

    /// <summary>Where it listens or last tried to; null before the first attempt, and where there was no bridge.</summary>
    public IPEndPoint? Target { get; private set; }

    /// <summary>Where it listens, with the port that the kernel chose for 0; null where it does not.</summary>
    public IPEndPoint? Bound { get; private set; }

    // The bridge comes and goes; any other address is waited for once.
    private bool IsAwaited => address.Address is null || _socket is null;

    /// <summary>Makes a socket with an address. It does not listen yet.</summary>
    /// <exception cref="SocketException">The address cannot be had.</exception>
    public static Socket Bind(IPEndPoint target)
    {
        // The framework sets SO_REUSEADDR, without which connections of the server before would keep the port for a minute, and not SO_REUSEPORT, with which another
        // server could take a part of what comes; and IPV6_V6ONLY: who wants [::] and 0.0.0.0 names both.
        var socket = new Socket(target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.NoDelay = true;
            KeepAlive.Set(socket);
            socket.Bind(target);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Listens, or begins to wait for the address.</summary>
    /// <exception cref="SocketException">The address is there, and cannot be had.</exception>
    public void Start()
    {
        lock (_lock)
        {
            Listen();
        }
    }

    /// <summary>Accepts a connection.</summary>
    /// <returns>The connection; null once the listener is disposed.</returns>
    public async ValueTask<Socket?> AcceptAsync(CancellationToken cancellationToken)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                return IsAwaited ? await AcceptOrLookAsync(cancellationToken).ConfigureAwait(false) : await _socket!.AcceptAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // It is disposed, or it is time to look for the address again.
            }
            catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
            {
                // Whatever it is, the next one may fare better.
                await ReportFailureAsync(e, cancellationToken).ConfigureAwait(false);
            }
        }

        return null;
    }

    /// <summary>Reports that a connection could not be accepted, and waits until it is worth trying again.</summary>
    public async ValueTask ReportFailureAsync(Exception failure, CancellationToken cancellationToken)
    {
        // It went away while it waited: the next one's turn. Or the listener is disposed.
        if (failure is not SocketException { SocketErrorCode: SocketError.ConnectionAborted } && !_stopping.IsCancellationRequested)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stopping.Token);
            await events.OnAcceptFailedAsync(address, failure, either.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Closes the socket. Connections that were accepted stay.</summary>
    public void Dispose()
    {
        // First, so that whoever accepts does not take the closed socket for a failure.
        _stopping.Cancel();
        lock (_lock)
        {
            _socket?.Dispose();
        }
    }

    private async ValueTask<Socket> AcceptOrLookAsync(CancellationToken cancellationToken)
    {
        Look();
        using var look = new CancellationTokenSource(LookInterval, time);
        using var waking = CancellationTokenSource.CreateLinkedTokenSource([cancellationToken, _stopping.Token, look.Token]);
        if (_socket is { } listening)
        {
            return await listening.AcceptAsync(waking.Token).ConfigureAwait(false);
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, waking.Token).ConfigureAwait(false);
        throw new OperationCanceledException(waking.Token);
    }

    private void Look()
    {
        lock (_lock)
        {
            try
            {
                Listen();
            }
            catch (SocketException e)
            {
                Report(e);
            }
        }
    }

    // Does nothing where it listens already, or the address is not there. In the lock.
    private void Listen()
    {
        IPEndPoint? target = address.Find();
        if (target is null || target.Equals(_listened) || _stopping.IsCancellationRequested)
        {
            if (target is null && _socket is null)
            {
                Report(null);
            }

            return;
        }

        Target = target;
        Socket? socket = null;
        try
        {
            socket = Bind(target);
            socket.Listen(backlog);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            if (e.SocketErrorCode != SocketError.AddressNotAvailable)
            {
                throw;
            }

            Report(e);
            return;
        }

        _socket?.Dispose();
        (_socket, _listened, _problem) = (socket, target, null);
        Bound = (IPEndPoint)socket.LocalEndPoint!;
        events.OnListening(address, Bound);
    }

    // The same reason once, not at every attempt.
    private void Report(SocketException? failure)
    {
        string problem = failure?.Message ?? "";
        if (problem != _problem)
        {
            _problem = problem;
            events.OnNotListening(address, Target, failure);
        }
    }
}
