using HostIpc.Interop;
using HostIpc.Text;
using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>
/// Writes lines to a descriptor that is somebody else's: a pipe of Docker's, a terminal, a file of a shell. One whose reader takes nothing for a
/// while loses lines from then on; how many is said there when it takes some again.
/// </summary>
internal sealed class ConsoleLogOutput(int descriptor, ILogFormatter formatter, ILogger logger, TimeProvider time, TimeSpan patience) : ILogOutput
{
    // PIPE_BUF: when a pipe is writable, this much of it goes without blocking, whatever the descriptor's flags say (pipe(7)).
    private const int LargestPiece = 4096;

    private const string NotRead = "nobody reads it";

    // A file never keeps its writer waiting for a reader.
    private readonly bool _isFile = DescriptorWriter.IsFile(descriptor);
    private readonly LogBuffer _notice = new();
    private bool _isReported;
    private bool _isMidLine;
    private long _lost;
    private string _reason = NotRead;

    public void Write(ReadOnlySpan<byte> lines, long lost)
    {
        Errno error = Errno.None;
        if (_isMidLine)
        {
            _isMidLine = WritePiece("\n"u8, out error) == 0;
        }

        if (error == Errno.None && _lost > 0)
        {
            _notice.Clear();
            LossNotice.AppendTo(_notice, formatter, time.GetUtcNow(), _lost, _reason);
            _lost = WriteAll(_notice.Written, out error) == _notice.Count ? 0 : _lost;
        }

        int written = error == Errno.None ? WriteAll(lines, out error) : 0;
        if (error != Errno.None)
        {
            _reason = error == Errno.Again ? NotRead : LastError.Describe(error);
            if (!_isReported)
            {
                LogEvents.ConsoleUnwritable(logger, _reason);
            }
        }

        _isReported = error != Errno.None;
        _lost += lines[written..].Count((byte)'\n') + lost;
    }

    public void Stalled(TimeSpan patience) => LogEvents.ConsoleUnwritable(logger, NotRead);

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
        int milliseconds = _isReported ? 0 : (int)patience.TotalMilliseconds;
        if (_isFile || DescriptorWriter.WaitUntilWritable(descriptor, milliseconds))
        {
            return DescriptorWriter.Write(descriptor, piece, milliseconds, out error);
        }

        error = Errno.Again;
        return 0;
    }
}
