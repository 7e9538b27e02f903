using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>The log on standard output, for <c>docker logs</c>. A reader that is slow slows it; one that has gone, or takes nothing for a while, is reported and lost to.</summary>
internal sealed class ConsoleLogSink : ICommandLogSink, ILogLifetime
{
    private const int StandardOutput = 1;
    private const int DefaultPatience = 5000;

    private readonly LogWriter _writer;

    /// <param name="format">The form of a line.</param>
    /// <param name="logger">Is told when the console cannot be written.</param>
    /// <param name="descriptor">Where to, by default standard output. Stays the caller's.</param>
    /// <param name="patienceMilliseconds">How long commands may wait for a reader that takes nothing, before lines are lost there.</param>
    public ConsoleLogSink(LogFormat format, ILogger logger, int descriptor = StandardOutput, int patienceMilliseconds = DefaultPatience) =>
        _writer = new LogWriter(LogFormatters.Create(format), new ConsoleLogOutput(descriptor, logger, patienceMilliseconds));

    public LogHistory Open() => LogHistory.None;

    public void Write(in LogRecord record) => _writer.Write(record);

    public void Flush() => _writer.Flush();
}
