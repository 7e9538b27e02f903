namespace HostIpc.Logging;

/// <summary>
/// What every sink of lines does: it makes one line of a record, lets lines wait for <see cref="Flush"/>, and hands them on
/// before they are too many. One lock around all of it keeps lines whole and in order.
/// </summary>
internal sealed class LogWriter(ILogFormatter formatter, ILogOutput output)
{
    private readonly Lock _lock = new();
    private readonly LogBuffer _buffer = new();
    private bool _isCompleted;

    public void Write(in LogRecord record)
    {
        lock (_lock)
        {
            if (_isCompleted)
            {
                return;
            }

            formatter.Format(record, _buffer);
            if (_buffer.Count >= LogBuffer.Threshold)
            {
                HandOn();
            }
        }
    }

    /// <summary>Does something to the output while nothing is written.</summary>
    public T Run<T>(Func<T> action)
    {
        lock (_lock)
        {
            return action();
        }
    }

    public void Flush()
    {
        lock (_lock)
        {
            if (!_isCompleted)
            {
                HandOn();
            }
        }
    }

    /// <summary>Flushes, and hands nothing on any more. False where that was done before.</summary>
    public bool TryComplete()
    {
        lock (_lock)
        {
            if (_isCompleted)
            {
                return false;
            }

            HandOn();
            _isCompleted = true;
            return true;
        }
    }

    private void HandOn()
    {
        output.Write(_buffer.Written);
        _buffer.Clear();
    }
}
