using HostIpc.Interop;
using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>
/// Writes lines to a descriptor that is somebody else's: a pipe of Docker's, a terminal, a file of a shell. Who stops reading it
/// holds commands up for a moment, once, and loses lines after that: commands do not stand still for a console.
/// </summary>
internal sealed class ConsoleLogOutput(int descriptor, ILogger logger, int patienceMilliseconds) : ILogOutput
{
    // PIPE_BUF: when a pipe is writable, this much of it goes without blocking, whatever the descriptor's flags say (pipe(7)).
    private const int LargestPiece = 4096;

    // A file never keeps its writer waiting for a reader.
    private readonly bool _isFile = DescriptorWriter.IsFile(descriptor);
    private bool _isReported;
    private bool _isMidLine;

    public void Write(ReadOnlySpan<byte> lines)
    {
        if (lines.IsEmpty)
        {
            return;
        }

        Errno error = Errno.None;
        if (_isMidLine)
        {
            _isMidLine = WritePiece("\n"u8, out error) == 0;
        }

        while (error == Errno.None && !lines.IsEmpty)
        {
            int written = WritePiece(lines[..Math.Min(lines.Length, LargestPiece)], out error);
            _isMidLine = written > 0 ? lines[written - 1] != (byte)'\n' : _isMidLine;
            lines = lines[written..];
        }

        if (error != Errno.None && !_isReported)
        {
            LogEvents.ConsoleUnwritable(logger, error == Errno.Again ? "nobody reads it" : LastError.Describe(error));
        }

        _isReported = error != Errno.None;
    }

    private int WritePiece(ReadOnlySpan<byte> piece, out Errno error)
    {
        // Patience is for one that was read until now.
        int patience = _isReported ? 0 : patienceMilliseconds;
        if (_isFile || DescriptorWriter.WaitUntilWritable(descriptor, patience))
        {
            return DescriptorWriter.Write(descriptor, piece, patience, out error);
        }

        error = Errno.Again;
        return 0;
    }
}
