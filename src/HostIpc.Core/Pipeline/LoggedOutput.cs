using System.Globalization;
using System.Text;
using HostIpc.Logging;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>
/// What the log gets of a command's output. Where a client gets it too, only its beginning: else any client could push the records of others out of a log of bounded
/// length, and bytes that a client takes at the speed of a pipe would have to become lines of text.
/// </summary>
internal sealed class LoggedOutput(CommandLog log, int maxLineBytes, long max)
{
    private readonly OutputLines _output = new(log, OutputKind.Stdout, maxLineBytes);
    private readonly OutputLines _error = new(log, OutputKind.Stderr, maxLineBytes);
    private long _length;

    public void Append(long id, OutputKind kind, ReadOnlySpan<byte> bytes)
    {
        long before = Interlocked.Add(ref _length, bytes.Length) - bytes.Length;
        if (before > max)
        {
            return;
        }

        OutputLines lines = kind == OutputKind.Stdout ? _output : _error;
        bool isCut = bytes.Length > max - before;
        lines.Append(id, isCut ? bytes[..(int)(max - before)] : bytes);
        if (isCut)
        {
            lines.Complete(id);
            lines.Append(id, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"... more than {max} bytes: from here on only the client has them (Limits:MaxLoggedOutput)\n")));
        }
    }

    /// <summary>The command has ended: what is left is a line, and the next output is another command's.</summary>
    public void Complete(long id)
    {
        _output.Complete(id);
        _error.Complete(id);
        _length = 0;
    }
}
