using System.Runtime.CompilerServices;

namespace HostIpc.Protocol;

/// <summary>What a peer asks for: a line, or an argv. Nothing of it has been judged yet.</summary>
/// <remarks>
/// Requests that arrive as lines are reused by the connection that read them, so that a line costs no allocation: one is
/// valid until its command has ended, and nobody keeps it longer.
/// </remarks>
public class CommandRequest
{
    private byte[] _line = [];
    private int _length;

    /// <summary>A request of a line: the name of a command and its words, or text for the shell.</summary>
    /// <param name="line">UTF-8 without NUL and without its line ending.</param>
    public CommandRequest(ReadOnlySpan<byte> line) => SetLine(line);

    /// <summary>A request of an argv, to be run without a shell.</summary>
    /// <param name="arguments">The program or the name of a command, then its arguments. At least one.</param>
    /// <exception cref="ArgumentException"><paramref name="arguments"/> is empty.</exception>
    public CommandRequest(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentOutOfRangeException.ThrowIfZero(arguments.Count, nameof(arguments));
        Arguments = arguments;
    }

    /// <summary>The line, UTF-8; empty where <see cref="Arguments"/> is set.</summary>
    public ReadOnlyMemory<byte> Line => _line.AsMemory(0, _length);

    /// <summary>The argv; null where the request is a line.</summary>
    public IReadOnlyList<string>? Arguments { get; private set; }

    /// <summary>What is asked for beside the command; null for nothing.</summary>
    public CommandSettings? Settings { get; init; }

    /// <summary>Replaces the request by a line. For a server that uses one request for many lines.</summary>
    /// <param name="line">UTF-8 without NUL and without its line ending. Copied.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void SetLine(ReadOnlySpan<byte> line)
    {
        if (_line.Length < line.Length)
        {
            _line = new byte[Math.Max(line.Length, 2 * _line.Length)];
        }

        line.CopyTo(_line);
        _length = line.Length;
        Arguments = null;
    }
}
