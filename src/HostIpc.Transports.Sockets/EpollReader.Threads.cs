using HostIpc.Interop;

namespace HostIpc.Transports.Sockets;

// The threads, and those that take the place of busy ones.
internal sealed unsafe partial class EpollReader
{
    // There may be no room for another, in a container with a bound of processes, say.
    private void StartThread()
    {
        Interlocked.Increment(ref _threads);
        try
        {
            new Thread(Run) { IsBackground = true, Name = "HostIpc serve" }.UnsafeStart();
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            Interlocked.Decrement(ref _threads);
        }
    }

    private void Run()
    {
        // One at a time: another thread takes the next while this one is busy.
        EpollEvent ready;
        while (!_stop.IsSet)
        {
            if (Libc.EpollWait(_epoll.Number, &ready, 1, -1) == 1 && ready.Data != StopMark && _waits.TryGetValue(ready.Data, out InputWait? wait))
            {
                if (Interlocked.Increment(ref _busy) >= Volatile.Read(ref _threads))
                {
                    SetRelief();
                }

                wait.SetReadable((short)ready.Events);
                Interlocked.Increment(ref _done);
                Interlocked.Decrement(ref _busy);
                if (TryLeave())
                {
                    return;
                }
            }
        }

        if (Interlocked.Decrement(ref _threads) == 0)
        {
            _relief.Dispose();
            _stop.Dispose();
            _epoll.Dispose();
        }
    }

    // Those that others were put in the place of.
    private bool TryLeave()
    {
        int threads;
        while ((threads = Volatile.Read(ref _threads)) > ConnectionThreads.Count)
        {
            if (Interlocked.CompareExchange(ref _threads, threads - 1, threads) == threads)
            {
                return true;
            }
        }

        return false;
    }

    // One that is set already looks after this too: it is set anew while all are busy.
    private void SetRelief()
    {
        if (Interlocked.Exchange(ref _isReliefSet, 1) == 0)
        {
            _doneBefore = Volatile.Read(ref _done);
            try
            {
                _relief.Change(Relief, Timeout.InfiniteTimeSpan);
            }
            catch (ObjectDisposedException)
            {
                // The last thread has ended meanwhile.
            }
        }
    }

    private void Relieve()
    {
        // A full fence: what is read below must not be older, or the last thread to become busy takes it for set.
        Interlocked.Exchange(ref _isReliefSet, 0);
        if (!_stop.IsSet && Volatile.Read(ref _busy) >= Volatile.Read(ref _threads))
        {
            if (Volatile.Read(ref _done) == _doneBefore && _threads < MaxThreads)
            {
                StartThread();
            }

            SetRelief();
        }
    }
}
