using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>A log whose lines go to an output of the application's.</summary>
internal sealed class LineLogSink : ISettlingLogSink, ILogLifetime, IDisposable
{
    private readonly ILogOutput _output;
    private readonly LogWriter _writer;

    /// <param name="output">Where lines go. Disposed with the sink.</param>
    /// <param name="options">How lines are made.</param>
    /// <param name="logger">Reports that lines are lost.</param>
    public LineLogSink(ILogOutput output, LineLogOptions options, ILogger logger)
    {
        LogOptionsCheck.Check(options);
        _output = output;
        _writer = new LogWriter(LogFormatters.Create(options.Format, options.CreateFormatter), new GuardedOutput(output, logger), options.WriteTimeout);
    }

    public LogHistory Open() => LogHistory.None;

    public void Write(in LogRecord record) => _writer.Write(record);

    public void Flush() => _writer.Flush();

    public void FlushAtOnce() => _writer.FlushAtOnce();

    public bool WaitUntilWritten() => _writer.WaitUntilWritten();

    public void Dispose()
    {
        if (_writer.TryComplete())
        {
            (_output as IDisposable)?.Dispose();
        }
    }

    /// <summary>An output of the application's, kept from ending the thread that writes: what it throws costs the lines at hand.</summary>
    /// <param name="inner">The application's.</param>
    /// <param name="logger">Gets one message, until the output takes lines again.</param>
    private sealed class GuardedOutput(ILogOutput inner, ILogger logger) : ILogOutput
    {
        private long _lost;

        public void Write(ReadOnlySpan<byte> lines, long lost)
        {
            long missing = _lost;
            try
            {
                // Those before these lines are told with those behind them: the output has one way to say it.
                inner.Write(lines, lost + missing);
                _lost = 0;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                _lost = missing + lines.Count((byte)'\n') + lost;
                if (missing == 0)
                {
                    LogEvents.OutputFailed(logger, e, inner.GetType().Name);
                }
            }
        }

        public void Stalled(TimeSpan timeout)
        {
            LogEvents.OutputStalled(logger, inner.GetType().Name, timeout);
            inner.Stalled(timeout);
        }
    }
}
