using HostIpc.Interop;
using HostIpc.Transports;

namespace HostIpc.Hosting;

/// <summary>Wakes a thread out of its poll(2) or epoll_wait(2), and keeps telling it to stop.</summary>
internal sealed unsafe class StopSignal : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileDescriptor _event;
    private volatile bool _isSet;
    private bool _isDisposed;

    public StopSignal()
    {
        var number = Libc.EventFd(0, Libc.EventFdCloseOnExec | Libc.EventFdNonBlocking);
        _event = number >= 0 ? new FileDescriptor(number) : throw new EndpointException($"eventfd: {LastError.Message}");
    }

    public bool IsSet => _isSet;

    public int Number => _event.Number;

    public void Set()
    {
        // Against a disposal at the same time: the number may by then be another's.
        lock (_lock)
        {
            if (!_isSet && !_isDisposed)
            {
                _isSet = true;
                ulong one = 1;
                _ = Libc.Write(_event.Number, &one, sizeof(ulong));
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _event.Dispose();
        }
    }
}
