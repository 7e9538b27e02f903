using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>The log file. It never stops a command: what cannot be written is counted and reported.</summary>
internal sealed class FileLogSink : ISettlingLogSink, ILogLifetime, IDisposable
{
    private readonly FileLogOutput _output;
    private readonly LogWriter _writer;

    /// <param name="options">Where and how.</param>
    /// <param name="logger">Reports that lines are lost and when that is over.</param>
    /// <param name="time">The clock.</param>
    /// <param name="opensLater">Whether it waits for <see cref="Open"/>, and changes nothing before.</param>
    /// <exception cref="LogFileException">What is at the path must not be written to.</exception>
    public FileLogSink(FileLogOptions options, ILogger logger, TimeProvider time, bool opensLater = false)
    {
        _output = new FileLogOutput(options, logger, time, opensLater);
        _writer = new LogWriter(LogFormatters.Create(options.Format, options.CreateFormatter), _output, options.WriteTimeout);
    }

    public LogHistory Open() => _output.Open();

    public void Write(in LogRecord record) => _writer.Write(record);

    public void Flush() => _writer.Flush();

    public void FlushAtOnce() => _writer.FlushAtOnce();

    public bool WaitUntilWritten() => _writer.WaitUntilWritten();

    public void Dispose()
    {
        if (_writer.TryComplete())
        {
            _output.Dispose();
        }
    }
}
