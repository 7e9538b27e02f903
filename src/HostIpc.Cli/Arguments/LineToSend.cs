using System.Text;

namespace HostIpc.Cli.Arguments;

/// <summary>What a line has to be to go into a FIFO.</summary>
internal static class LineToSend
{
    // PIPE_BUF of pipe(7), with the line's LF: more might be mixed with what another writes at the same time.
    private const int MaxBytes = 4096 - 1;

    /// <summary>What is wrong with it; null for nothing.</summary>
    public static string? FindFault(string line) =>
        line.Length == 0 ? "the line is empty"
        : line.Contains('\n', StringComparison.Ordinal) ? "there is a line feed in the line, which would make it two commands"
        : line.EndsWith('\r') ? "the line ends with a carriage return, which the server would drop"
        : Encoding.UTF8.GetByteCount(line) is > MaxBytes and int bytes ? $"the line has {bytes} bytes, and only {MaxBytes} go through a FIFO in one piece; hostipc run -c takes longer ones"
        : null;
}
