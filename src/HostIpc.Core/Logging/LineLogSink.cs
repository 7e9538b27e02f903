using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>A log whose lines go to an output of the application's.</summary>
internal sealed partial class LineLogSink : ISettlingLogSink, ILogLifetime, IDisposable
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
}
