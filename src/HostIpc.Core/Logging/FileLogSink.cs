using HostIpc.Text;
using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>
/// The log file. It never stops a command: lines are written for as long as it can be written. Where it cannot, lines are lost rather than kept (memory is
/// bounded) and commands go on: the loss is reported once, each line of it counted, and the file itself tells of it as soon as
/// it can be written again.
/// </summary>
internal sealed partial class FileLogSink : ISettlingLogSink, ILogLifetime, ILogOutput, IDisposable
{
    private readonly string _path;
    private readonly BoundedLogFile _file;
    private readonly ILogFormatter _formatter;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly LogBuffer _retry = new();
    private readonly TimeSpan _patience;
    private readonly LogWriter _writer;

    // The writer's thread has it, and who opens the file.
    private readonly Lock _lock = new();
    private readonly LogBuffer _early = new();
    private LogHistory? _history; // null until it is opened
    private string? _failure; // null while all is well
    private long _lost;

    /// <param name="options">Where and how.</param>
    /// <param name="logger">Reports that lines are lost and when that is over.</param>
    /// <param name="time">The clock.</param>
    /// <param name="opensLater">Whether it waits for <see cref="Open"/>, and changes nothing before.</param>
    /// <exception cref="LogFileException">What is at the path must not be written to.</exception>
    public FileLogSink(FileLogOptions options, ILogger logger, TimeProvider time, bool opensLater = false)
    {
        LogOptionsCheck.Check(options);
        _path = Path.GetFullPath(options.Path);
        _formatter = LogFormatters.Create(options.Format, options.CreateFormatter);
        _patience = options.WriteTimeout;
        _logger = logger;
        _time = time;
        _file = new BoundedLogFile(_path, options.MaxLines, options.MaxBytes, logger, time);
        if (!opensLater)
        {
            _ = Open();
        }
        else if (LogFileOpener.IsWrong(_path, out LogProblem problem))
        {
            throw new LogFileException(_path, problem);
        }

        _writer = new LogWriter(LogFormatters.Create(options.Format, options.CreateFormatter), this, _patience);
    }

    /// <summary>Opens the file, which is made, or shortened, where that is needed, and writes what came before this.</summary>
    /// <returns>What it holds of the servers before.</returns>
    /// <exception cref="LogFileException">What is at the path must not be written to.</exception>
    public LogHistory Open()
    {
        lock (_lock)
        {
            if (_history is not null)
            {
                return _history;
            }

            bool isOpen = _file.TryOpen();
            if (!isOpen && _file.Problem.IsWrongFile)
            {
                throw new LogFileException(_path, _file.Problem);
            }

            _history = _file.ReadHistory();
            if (!isOpen)
            {
                Fail(0);
            }

            Put(_early.Written, lost: 0);
            _early.Clear();
            return _history;
        }
    }

    public void Write(in LogRecord record) => _writer.Write(record);

    public void Flush() => _writer.Flush();

    public void FlushAtOnce() => _writer.FlushAtOnce();

    public bool WaitUntilWritten() => _writer.WaitUntilWritten();

    public void Dispose()
    {
        if (_writer.TryComplete())
        {
            _file.Dispose();
        }
    }

    void ILogOutput.Write(ReadOnlySpan<byte> lines, long lost)
    {
        lock (_lock)
        {
            if (_history is not null)
            {
                Put(lines, lost);
            }
            else if (_early.Count + lines.Length <= LogBuffer.Threshold)
            {
                // A few incidents. A server that does not come to serve has them on the console alone.
                _early.Append(lines);
            }
        }
    }

    void ILogOutput.Stalled(TimeSpan patience) => LogEvents.FileUnwritable(_logger, _path, LossNotice.Stalled(patience));
}
