using System.IO.Pipelines;
using HostIpc.Interop;

namespace HostIpc.Transports.Fifo;

/// <summary>
/// Runs what reads a FIFO's lines on a thread of its own. The thread pool wakes a second thread for each piece of work, to look whether there is more, and where commands come one at a time it never finds any.
/// </summary>
/// <remarks>The thread is started when the first line comes. Where none can be, as with a bound of processes, the work goes to the thread pool.</remarks>
internal sealed unsafe class SingleThreadScheduler : PipeScheduler, IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<(Action<object?> Action, object? State)> _work = [];
    private FileDescriptor? _wake;
    private bool _isRunning;
    private bool _isEnded;

    public override void Schedule(Action<object?> action, object? state)
    {
        bool isTaken;
        lock (_lock)
        {
            isTaken = !_isEnded && (_isRunning || TryStart());
            if (isTaken)
            {
                _work.Enqueue((action, state));
            }
        }

        if (isTaken)
        {
            Wake();
        }
        else
        {
            ThreadPool.Schedule(action, state);
        }
    }

    /// <summary>Ends the thread once it has done what it was given. What comes later goes to the thread pool.</summary>
    public void Dispose()
    {
        bool isFirst;
        lock (_lock)
        {
            isFirst = !_isEnded;
            _isEnded = true;
        }

        if (isFirst && _isRunning)
        {
            Wake();
        }
    }

    private bool TryStart()
    {
        int number = Libc.EventFd(0, Libc.EventFdCloseOnExec);
        if (number < 0)
        {
            return false;
        }

        _wake = new FileDescriptor(number);
        try
        {
            new Thread(Run) { IsBackground = true, Name = "HostIpc lines" }.UnsafeStart();
            return _isRunning = true;
        }
        catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
        {
            _wake.Dispose();
            return false;
        }
    }

    // Not a monitor: to wake a thread by it takes several futexes. Without the lock: the thread may preempt this one, and would find it taken.
    private void Wake()
    {
        bool isHeld = false;
        try
        {
            _wake!.DangerousAddRef(ref isHeld);
            ulong one = 1;
            _ = Libc.Write(_wake.Number, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The thread has found what there was, and has ended.
        }
        finally
        {
            if (isHeld)
            {
                _wake!.DangerousRelease();
            }
        }
    }

    private void Run()
    {
        while (TryTake(out (Action<object?> Action, object? State) next))
        {
            next.Action(next.State);
        }

        _wake!.Dispose();
    }

    // False once it is to end and nothing is left. An error of the read can only be EINTR.
    private bool TryTake(out (Action<object?> Action, object? State) next)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_work.TryDequeue(out next))
                {
                    return true;
                }

                if (_isEnded)
                {
                    return false;
                }
            }

            ulong count;
            _ = Libc.Read(_wake!.Number, &count, sizeof(ulong));
        }
    }
}
