using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>The log file. It never stops a command: what cannot be written is counted and reported.</summary>
internal sealed class FileLogSink : ICommandLogSink, ILogLifetime, IDisposable
{
    private readonly FileLogOutput _output;
    private readonly LogWriter _writer;

    /// <param name="options">Where and how.</param>
    /// <param name="logger">Is told when lines are lost and when that is over.</param>
    /// <param name="time">The clock.</param>
    /// <param name="opensLater">Whether it waits for <see cref="Open"/>, and changes nothing before.</param>
    /// <exception cref="LogFileException">What is at the path must not be written to.</exception>
    public FileLogSink(FileLogOptions options, ILogger logger, TimeProvider time, bool opensLater = false)
    {
        // The output formats a line of its own only while the writer hands lines on, so they share the formatter.
        ILogFormatter formatter = LogFormatters.Create(options.Format);
        _output = new FileLogOutput(options, formatter, logger, time, opensLater);
        _writer = new LogWriter(formatter, _output);
    }

    public LogHistory Open() => _writer.Run(_output.Open);

    public void Write(in LogRecord record) => _writer.Write(record);

    public void Flush() => _writer.Flush();

    public void Dispose()
    {
        if (_writer.TryComplete())
        {
            _output.Dispose();
        }
    }
}
