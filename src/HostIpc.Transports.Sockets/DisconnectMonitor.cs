using System.Collections.Concurrent;
using HostIpc.Hosting;
using HostIpc.Interop;

namespace HostIpc.Transports.Sockets;

/// <summary>
/// One thread that learns at once that a peer has closed its socket, also while nobody reads or writes. EPOLLHUP, which is always reported, means that
/// both directions are shut: a Unix socket's peer has closed it then, and not just ended its output; a TCP connection was reset, or given up by the kernel.
/// </summary>
/// <remarks>
/// Connections go by a number that is never given twice, not by their address: a report may be late, since a command that is between fork
/// and exec has copies of all descriptors, and finds nothing then. A watch is ended before its descriptor is closed, for the same reason.
/// </remarks>
internal sealed unsafe class DisconnectMonitor : IDisposable
{
    private const int Batch = 64;
    private const nint StopMark = 0;

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<nint, Action<bool>> _watched = new();
    private readonly StopSignal _stop = new(static message => new EndpointException(message));
    private readonly FileDescriptor _epoll;
    private nint _last = StopMark;
    private bool _isEnded;

    private DisconnectMonitor()
    {
        _epoll = new FileDescriptor(Libc.EpollCreate(EpollEvent.CloseOnExec));
        if (_epoll.IsInvalid || !Register(_stop.Number, new EpollEvent { Events = (uint)PollDescriptor.Readable, Data = StopMark }))
        {
            var message = LastError.Message;
            _epoll.Dispose();
            _stop.Dispose();
            throw new EndpointException($"epoll cannot be had: {message}");
        }
    }

    /// <exception cref="EndpointException">There are no descriptors left.</exception>
    public static DisconnectMonitor Start()
    {
        var watch = new DisconnectMonitor();
        new Thread(watch.Run) { IsBackground = true, Name = "HostIpc hang-up" }.UnsafeStart();
        return watch;
    }

    /// <summary>Watches a connection until <see cref="Remove"/>.</summary>
    /// <param name="gone">Called when its peer has gone, which may be more than once; with true where the connection is to be cut.</param>
    /// <param name="descriptor">Its socket.</param>
    /// <returns>What it goes by.</returns>
    public nint Add(Action<bool> gone, int descriptor)
    {
        lock (_lock)
        {
            var key = ++_last;
            _watched[key] = gone;
            if (_isEnded)
            {
                gone(true);
            }
            else
            {
                // Where the kernel has no memory for it, a peer that has gone shows only when something is written to it.
                _ = Register(descriptor, new EpollEvent { Events = EpollEvent.OneShot, Data = key });
            }

            return key;
        }
    }

    /// <summary>Sets whether a peer that ends its output counts as gone, too.</summary>
    public void SetEndCounts(nint key, int descriptor, bool counts)
    {
        lock (_lock)
        {
            // The number of one that was removed may be another's.
            if (!_isEnded && _watched.ContainsKey(key))
            {
                var registration = new EpollEvent { Events = EpollEvent.OneShot | (counts ? EpollEvent.PeerShut : 0), Data = key };
                _ = Libc.EpollControl(_epoll.Number, EpollEvent.Modify, descriptor, &registration);
            }
        }
    }

    /// <summary>To be called before the descriptor is closed.</summary>
    public void Remove(nint key, int descriptor)
    {
        lock (_lock)
        {
            _watched.TryRemove(key, out _);
            if (!_isEnded)
            {
                _ = Libc.EpollControl(_epoll.Number, EpollEvent.Delete, descriptor, null);
            }
        }
    }

    /// <summary>Ends the thread, and cuts the connections that are still open.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isEnded = true;
        }

        _stop.Set();
        foreach (var gone in _watched.Values)
        {
            gone(true);
        }
    }

    private void Run()
    {
        var events = stackalloc EpollEvent[Batch];
        while (!_stop.IsSet)
        {
            var count = Libc.EpollWait(_epoll.Number, events, Batch, -1);
            for (var i = 0; i < count; i++)
            {
                nint data = EpollEvent.DataAt(events, i);
                if (data != StopMark && _watched.TryGetValue(data, out var gone))
                {
                    gone(false);
                }
            }
        }

        _stop.Dispose();
        _epoll.Dispose();
    }

    private bool Register(int descriptor, EpollEvent registration) =>
        Libc.EpollControl(_epoll.Number, EpollEvent.Add, descriptor, &registration) == 0;
}
