using HostIpc.Interop;

namespace HostIpc.Hosting;

/// <summary>Wakes a thread out of its poll(2) or epoll_wait(2), and keeps telling it to stop.</summary>
internal sealed unsafe class StopSignal : IDisposable
{
    private readonly Lock _lock = new();
    private readonly FileDescriptor _event;
    private volatile bool _isSet;
    private bool _isDisposed;

    /// <param name="fault">Makes the exception of a message; null for an <see cref="IOException"/>.</param>
    /// <exception cref="IOException">There are no descriptors left.</exception>
    public StopSignal(Func<string, IOException>? fault = null)
    {
        var number = Libc.EventFd(0, Libc.EventFdCloseOnExec | Libc.EventFdNonBlocking);
        if (number < 0)
        {
            string message = $"eventfd: {LastError.Message}";
            throw fault?.Invoke(message) ?? new IOException(message);
        }

        _event = new FileDescriptor(number);
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
