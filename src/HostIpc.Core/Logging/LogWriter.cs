using HostIpc.Interop;
using HostIpc.Text;

namespace HostIpc.Logging;

/// <summary>
/// What every sink of lines does: it makes one line of a record and hands lines on, in order, to a thread that writes them. So a disk or a console that
/// takes nothing delays nobody as long as there is room in memory, then for a bounded time, and after that lines are counted as lost until it takes
/// something again.
/// </summary>
internal sealed unsafe partial class LogWriter : IDisposable
{
    /// <summary>How much waits in memory to be written, at most; one line may exceed it.</summary>
    public const int Capacity = 1024 * 1024;

    private const int StackSize = 256 * 1024;

    // The end of the process does not wait longer for a disk that takes nothing.
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LatePatience = TimeSpan.FromMilliseconds(200);

    private readonly object _lock = new();
    private readonly ILogFormatter _formatter;
    private readonly ILogOutput _output;
    private readonly TimeSpan _patience;
    private readonly Thread _thread;

    // Not a monitor: to wake a thread by it costs a request more than the write that it is spared.
    private readonly FileDescriptor _wake;

    private LogBuffer _filling = new();
    private LogBuffer _handedOn = new();
    private long _lost;
    private int _waiting;
    private bool _isAsleep;
    private bool _isNapping;
    private bool _isWriting;
    private bool _isStalled;
    private bool _isLate;
    private bool _isCompleted;

    /// <param name="formatter">The form of a line; used by nobody else.</param>
    /// <param name="output">Where lines go. Called by one thread.</param>
    /// <param name="patience">How long a caller waits for room in memory before its line is lost.</param>
    /// <exception cref="IOException">There are no descriptors left.</exception>
    public LogWriter(ILogFormatter formatter, ILogOutput output, TimeSpan patience)
    {
        _formatter = formatter;
        _output = output;
        _patience = patience;
        _wake = new FileDescriptor(Libc.EventFd(0, Libc.EventFdCloseOnExec));
        if (_wake.IsInvalid)
        {
            throw new IOException($"The log has no descriptor to wake its writer by: {LastError.Message}");
        }

        _thread = new Thread(Run, StackSize) { IsBackground = true, Name = "log" };
        _thread.Start();
    }

    public void Write(in LogRecord record)
    {
        bool wakes;
        lock (_lock)
        {
            if (_isCompleted)
            {
                return;
            }

            if (_filling.Count >= Capacity && !TryWaitForRoom())
            {
                _lost++;
                return;
            }

            _formatter.Format(record, _filling);
            wakes = _filling.Count >= LogBuffer.Threshold && TakeSleep(isUrgent: true);
        }

        if (wakes)
        {
            Wake();
        }
    }

    /// <summary>Has what was written handed on, within a few milliseconds. Does not wait for it.</summary>
    public void Flush() => Flush(isUrgent: false);

    /// <summary>Has what was written handed on at once. Does not wait for it.</summary>
    public void FlushAtOnce() => Flush(isUrgent: true);

    private void Flush(bool isUrgent)
    {
        bool wakes;
        lock (_lock)
        {
            wakes = HasMore && TakeSleep(isUrgent);
        }

        if (wakes)
        {
            Wake();
        }
    }

    /// <summary>
    /// Waits until everything was handed on and taken. False where that takes longer than callers wait for room; then, until something is taken again, it waits for a moment only.
    /// </summary>
    public bool WaitUntilWritten()
    {
        FlushAtOnce();
        long start = Environment.TickCount64;
        lock (_lock)
        {
            while (HasMore || _isWriting)
            {
                if (!Wait(start, _isLate && _patience > LatePatience ? LatePatience : _patience) && (HasMore || _isWriting))
                {
                    _isLate = true;
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Takes no more, and has the rest written, for which it waits a moment.</summary>
    /// <returns>Whether all was written and the output is not used any more.</returns>
    public bool TryComplete()
    {
        lock (_lock)
        {
            if (_isCompleted)
            {
                return false;
            }

            _isCompleted = true;
        }

        Wake();
        bool hasEnded = _thread.Join(_patience < LongestEnd ? _patience : LongestEnd);
        if (hasEnded)
        {
            _wake.Dispose();
        }

        return hasEnded;
    }

    /// <summary>As <see cref="TryComplete"/>. What is not written in that time is left to the thread.</summary>
    public void Dispose() => _ = TryComplete();

    private bool HasMore => _filling.Count > 0 || _lost > 0;

    // Whether the thread has to be woken.
    private bool TakeSleep(bool isUrgent)
    {
        bool wakes = _isAsleep || (isUrgent && _isNapping);
        if (wakes)
        {
            _isAsleep = _isNapping = false;
        }

        return wakes;
    }

    private void Wake()
    {
        ulong one = 1;
        _ = Libc.Write(_wake.Number, (byte*)&one, sizeof(ulong));
    }

    // A full buffer is being written, or about to be: its writer was woken long before.
    private bool TryWaitForRoom()
    {
        long start = Environment.TickCount64;
        while (_filling.Count >= Capacity && !_isStalled && !_isCompleted)
        {
            if (!Wait(start, _patience) && _filling.Count >= Capacity && !_isStalled)
            {
                _isStalled = true;
                _output.Stalled(_patience);
                Monitor.PulseAll(_lock);
            }
        }

        return _filling.Count < Capacity;
    }

    private bool Wait(long start, TimeSpan max)
    {
        long left = (long)max.TotalMilliseconds - (Environment.TickCount64 - start);
        if (left <= 0)
        {
            return false;
        }

        _waiting++;
        Monitor.Wait(_lock, (int)Math.Min(left, int.MaxValue));
        _waiting--;
        return true;
    }
}
