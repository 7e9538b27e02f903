using HostIpc.Interop;
using Microsoft.Extensions.Logging;

namespace HostIpc.Logging;

/// <summary>Writes lines to a descriptor that is somebody else's: a pipe of Docker's, a terminal, a file of a shell.</summary>
internal sealed class ConsoleLogOutput(int descriptor, ILogger logger) : ILogOutput
{
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
            _isMidLine = DescriptorWriter.Write(descriptor, "\n"u8, DescriptorWriter.WaitForEver, out error) == 0;
        }

        if (error == Errno.None)
        {
            int written = DescriptorWriter.Write(descriptor, lines, DescriptorWriter.WaitForEver, out error);
            _isMidLine = written > 0 && lines[written - 1] != (byte)'\n';
        }

        if (error != Errno.None && !_isReported)
        {
            _isReported = true;
            LogEvents.ConsoleUnwritable(logger, LastError.Describe(error));
        }
    }
}
