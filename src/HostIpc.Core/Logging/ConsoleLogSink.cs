using HostIpc.Interop;
using HostIpc.Text;
using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>
/// The log on standard output, for <c>docker logs</c>. The descriptor is somebody else's: a pipe of Docker's, a terminal, a file of a shell. A reader that has gone, or takes nothing for a
/// while, is reported and loses lines from then on; how many is written there when it takes some again.
/// </summary>
internal sealed class ConsoleLogSink : ISettlingLogSink, ILogLifetime, ILogOutput, IDisposable
{
    private const int StandardOutput = 1;

    // PIPE_BUF: when a pipe is writable, this much of it goes without blocking, whatever the descriptor's flags say (pipe(7)).
    private const int LargestPiece = 4096;

    private const string NotRead = "nobody reads it";

    // A file never keeps its writer waiting for a reader.
    private readonly bool _isFile;
    private readonly LogBuffer _notice = new();
    private readonly int _descriptor;
    private readonly ILogFormatter _formatter;
    private readonly ILogger _logger;
    private readonly TimeSpan _patience;
    private readonly LogWriter _writer;
    private bool _isReported;
    private bool _isMidLine;
    private long _lost;
    private string _reason = NotRead;

    /// <param name="format">The form of a line.</param>
    /// <param name="logger">Reports that the console cannot be written.</param>
    /// <param name="descriptor">Where to, by default standard output. Stays the caller's.</param>
    /// <param name="createFormatter">Makes a formatter of the application's; null for the one of the form.</param>
    /// <param name="patience">How long commands may wait for a reader that takes nothing, before lines are lost there. Default <see cref="FileLogOptions.DefaultWriteTimeout"/>.</param>
    public ConsoleLogSink(LogFormat format, ILogger logger, int descriptor = StandardOutput, TimeSpan? patience = null, Func<ILogFormatter>? createFormatter = null)
    {
        _descriptor = descriptor;
        _isFile = DescriptorWriter.IsFile(descriptor);
        _formatter = LogFormatters.Create(format, createFormatter);
        _logger = logger;
        _patience = patience ?? FileLogOptions.DefaultWriteTimeout;
        _writer = new LogWriter(LogFormatters.Create(format, createFormatter), this, _patience);
    }

    public LogHistory Open() => LogHistory.None;

    public void Write(in LogRecord record) => _writer.Write(record);

    public void Flush() => _writer.Flush();

    // Whoever reads a console does not look within a few milliseconds.
    public void FlushAtOnce() => _writer.Flush();

    public bool WaitUntilWritten() => _writer.WaitUntilWritten();

    public void Dispose() => _writer.TryComplete();

    void ILogOutput.Write(ReadOnlySpan<byte> lines, long lost)
    {
        Errno error = Errno.None;
        if (_isMidLine)
        {
            _isMidLine = WritePiece("\n"u8, out error) == 0;
        }

        if (error == Errno.None && _lost > 0)
        {
            _notice.Clear();
            LossNotice.AppendTo(_notice, _formatter, TimeProvider.System.GetUtcNow(), _lost, _reason);
            _lost = WriteAll(_notice.Written, out error) == _notice.Count ? 0 : _lost;
        }

        int written = error == Errno.None ? WriteAll(lines, out error) : 0;
        if (error != Errno.None)
        {
            _reason = error == Errno.Again ? NotRead : LastError.Describe(error);
            if (!_isReported)
            {
                LogEvents.ConsoleUnwritable(_logger, _reason);
            }
        }

        _isReported = error != Errno.None;
        _lost += lines[written..].Count((byte)'\n') + lost;
    }

    void ILogOutput.Stalled(TimeSpan patience) => LogEvents.ConsoleUnwritable(_logger, NotRead);

    private int WriteAll(ReadOnlySpan<byte> lines, out Errno error)
    {
        error = Errno.None;
        int total = 0;
        while (error == Errno.None && total < lines.Length)
        {
            ReadOnlySpan<byte> rest = lines[total..];
            int written = WritePiece(rest[..Math.Min(rest.Length, LargestPiece)], out error);
            _isMidLine = written > 0 ? rest[written - 1] != (byte)'\n' : _isMidLine;
            total += written;
        }

        return total;
    }

    private int WritePiece(ReadOnlySpan<byte> piece, out Errno error)
    {
        // Patience is for one that was read until now.
        int milliseconds = _isReported ? 0 : (int)_patience.TotalMilliseconds;
        if (_isFile || DescriptorWriter.WaitUntilWritable(_descriptor, milliseconds))
        {
            return DescriptorWriter.Write(_descriptor, piece, milliseconds, out error);
        }

        error = Errno.Again;
        return 0;
    }
}
