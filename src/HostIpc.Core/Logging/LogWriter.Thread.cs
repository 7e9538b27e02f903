using HostIpc.Interop;

namespace HostIpc.Logging;

// The thread that writes.
internal sealed unsafe partial class LogWriter
{
    // After it has written, the thread looks again after so many milliseconds, unasked. A busy server then wakes it for none of its requests: to wake a thread for
    // each line costs a short command several percent of its time.
    private const int Nap = 5;

    private void Run()
    {
        while (true)
        {
            bool hasWritten = false;
            while (TryTake(mayNap: hasWritten, out long lost))
            {
                Put(lost);
                _handedOn.Clear();
                hasWritten = true;
            }

            lock (_lock)
            {
                if (_isCompleted && !HasMore)
                {
                    return;
                }
            }

            if (!hasWritten || HasBeenWoken())
            {
                ulong count;
                _ = Libc.Read(_wake.Number, (byte*)&count, sizeof(ulong));
            }
        }
    }

    // False when the nap is over.
    private bool HasBeenWoken()
    {
        var wake = new PollDescriptor { Descriptor = _wake.Number, Requested = PollDescriptor.Readable };
        return Libc.Poll(&wake, 1, Nap) > 0;
    }

    // Nothing may end the thread: without it no line is written any more.
    private void Put(long lost)
    {
        try
        {
            _output.Write(_handedOn.Written, lost);
        }
        catch (OutOfMemoryException)
        {
            lock (_lock)
            {
                _lost += lost + 1;
            }
        }
    }

    // Where there is nothing, the thread naps, or sleeps until it is woken.
    private bool TryTake(bool mayNap, out long lost)
    {
        lock (_lock)
        {
            lost = _lost;
            _isWriting = HasMore;
            _isNapping = !_isWriting && mayNap;
            _isAsleep = !_isWriting && !mayNap;
            if (_isWriting)
            {
                (_filling, _handedOn) = (_handedOn, _filling);
                _lost = 0;
                _isStalled = false;
                _isLate = false;
            }

            if (_waiting > 0)
            {
                Monitor.PulseAll(_lock);
            }

            return _isWriting;
        }
    }
}
