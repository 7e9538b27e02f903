using System.Collections.Concurrent;
using HostIpc.Hosting;
using HostIpc.Interop;

namespace HostIpc.Transports.Sockets;

/// <summary>
/// A few threads that learn that a peer has sent something, and go on with it themselves: whoever has read a request runs it, and no other thread has to be woken in between. While they are
/// busy, what comes waits in the kernel in the order in which it came.
/// </summary>
/// <remarks>
/// What runs on them must not block for longer than a moment, since there are only so many; the handlers of an application have the thread pool. Connections go by a number that is never
/// given twice, not by their address, as in <see cref="DisconnectMonitor"/>.
/// </remarks>
internal sealed unsafe partial class EpollReader : IDisposable
{
    /// <summary>What is waited for.</summary>
    public const uint Awaited = (uint)(PollDescriptor.Readable | PollDescriptor.Priority | PollDescriptor.PeerShut);

    private const nint StopMark = 0;

    // Where all are stuck, as with a program whose file is on a server that is down, the others get a thread that is not.
    private const int MaxThreads = 64;
    private static readonly TimeSpan Relief = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<nint, InputWait> _waits = new();
    private readonly StopSignal _stop = new(static message => new EndpointException(message));
    private readonly FileDescriptor _epoll;
    private readonly Timer _relief;
    private int _isReliefSet;
    private long _last = StopMark;
    private int _threads;
    private int _busy;
    private long _done;
    private long _doneBefore;

    private EpollReader()
    {
        _epoll = new FileDescriptor(Libc.EpollCreate(EpollEvent.CloseOnExec));
        if (_epoll.IsInvalid || !Control(EpollEvent.Add, _stop.Number, (uint)PollDescriptor.Readable, StopMark))
        {
            string message = LastError.Message;
            _epoll.Dispose();
            _stop.Dispose();
            throw new EndpointException($"epoll cannot be had: {message}");
        }

        _relief = new Timer(static watch => ((EpollReader)watch!).Relieve(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <exception cref="EndpointException">There are no descriptors left, or no room for a thread.</exception>
    public static EpollReader Start()
    {
        var watch = new EpollReader();
        for (int i = 0; i < ConnectionThreads.Count; i++)
        {
            watch.StartThread();
        }

        return Volatile.Read(ref watch._threads) > 0 ? watch : throw new EndpointException("no thread can be started to serve sockets: is there a bound of processes (pids.max, RLIMIT_NPROC)?");
    }

    /// <summary>Takes a connection in; nothing is waited for yet.</summary>
    /// <returns>What it goes by.</returns>
    public nint Add(InputWait wait, int descriptor)
    {
        var key = (nint)Interlocked.Increment(ref _last);
        _waits[key] = wait;
        _ = Control(EpollEvent.Add, descriptor, EpollEvent.OneShot, key);
        return key;
    }

    /// <summary>Has the wait of a connection ended once, when there is something to read. False where that cannot be.</summary>
    public bool Arm(nint key, int descriptor) => !_stop.IsSet && Control(EpollEvent.Modify, descriptor, EpollEvent.OneShot | Awaited, key);

    /// <summary>To be called before the descriptor is closed.</summary>
    public void Remove(nint key, int descriptor)
    {
        _waits.TryRemove(key, out _);
        _ = Control(EpollEvent.Delete, descriptor, 0, key);
    }

    /// <summary>Ends the threads, and with them what is waited for.</summary>
    public void Dispose()
    {
        _stop.Set();
        foreach (InputWait wait in _waits.Values)
        {
            wait.End();
        }
    }

    private bool Control(int operation, int descriptor, uint events, nint data)
    {
        // A connection may outlive the threads, and the number may be another's then.
        var isHeld = false;
        try
        {
            _epoll.DangerousAddRef(ref isHeld);
            var registration = new EpollEvent { Events = events, Data = data };
            return Libc.EpollControl(_epoll.Number, operation, descriptor, &registration) == 0;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            if (isHeld)
            {
                _epoll.DangerousRelease();
            }
        }
    }
}
