using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>The log on standard output, for <c>docker logs</c>. A reader that has gone, or takes nothing for a while, is reported and loses lines.</summary>
internal sealed class ConsoleLogSink : ISettlingLogSink, ILogLifetime, IDisposable
{
    private const int StandardOutput = 1;

    private readonly LogWriter _writer;

    /// <param name="format">The form of a line.</param>
    /// <param name="logger">Reports that the console cannot be written.</param>
    /// <param name="descriptor">Where to, by default standard output. Stays the caller's.</param>
    /// <param name="createFormatter">Makes a formatter of the application's; null for the one of the form.</param>
    /// <param name="patience">How long commands may wait for a reader that takes nothing, before lines are lost there. Default <see cref="FileLogOptions.DefaultWriteTimeout"/>.</param>
    public ConsoleLogSink(LogFormat format, ILogger logger, int descriptor = StandardOutput, TimeSpan? patience = null, Func<ILogFormatter>? createFormatter = null)
    {
        TimeSpan bound = patience ?? FileLogOptions.DefaultWriteTimeout;
        _writer = new LogWriter(
            LogFormatters.Create(format, createFormatter), new ConsoleLogOutput(descriptor, LogFormatters.Create(format, createFormatter), logger, TimeProvider.System, bound), bound);
    }

    public LogHistory Open() => LogHistory.None;

    public void Write(in LogRecord record) => _writer.Write(record);

    public void Flush() => _writer.Flush();

    // Whoever reads a console does not look within a few milliseconds.
    public void FlushAtOnce() => _writer.Flush();

    public bool WaitUntilWritten() => _writer.WaitUntilWritten();

    public void Dispose() => _writer.TryComplete();
}
