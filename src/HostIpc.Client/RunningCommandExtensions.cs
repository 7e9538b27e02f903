using System.Runtime.CompilerServices;
using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>Reads the output of a command as text.</summary>
public static partial class RunningCommandExtensions
{
    private const int LongestLine = 1024 * 1024;

    private static readonly OutputKind[] Kinds = [OutputKind.Stdout, OutputKind.Stderr];

    /// <summary>The command's output as text, as it comes, and never within a character. To be called once, in place of <see cref="IRunningCommand.ReadOutputAsync"/>, whose exceptions it has.</summary>
    /// <param name="command">The command.</param>
    /// <param name="cancellationToken">Ends the reading, not the command.</param>
    public static async IAsyncEnumerable<OutputText> ReadTextAsync(this IRunningCommand command, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        var readers = new Dictionary<OutputKind, PieceDecoder>();
        await foreach (OutputChunk chunk in command.ReadOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            if (ReaderOf(readers, chunk.Kind).Decode(chunk.Data.Span, isEnd: false) is { Length: > 0 } text)
            {
                yield return new OutputText(chunk.Kind, text);
            }
        }

        foreach (OutputKind kind in Kinds)
        {
            if (ReaderOf(readers, kind).Decode([], isEnd: true) is { Length: > 0 } text)
            {
                yield return new OutputText(kind, text);
            }
        }
    }

    /// <summary>
    /// The command's output line by line, without the ends of the lines (LF, or CR and LF). Each stream has lines of its own; a last line without an end is a line too. To be called once, in place of
    /// <see cref="IRunningCommand.ReadOutputAsync"/>, whose exceptions it has.
    /// </summary>
    /// <param name="command">The command.</param>
    /// <param name="maxLength">The most characters of a line; a longer one comes in several. Default 1048576; 2 or more.</param>
    /// <param name="cancellationToken">Ends the reading, not the command.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is below 2.</exception>
    public static IAsyncEnumerable<OutputText> ReadLinesAsync(this IRunningCommand command, int maxLength = LongestLine, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 2);
        return LinesAsync(command, maxLength, cancellationToken);
    }

    private static async IAsyncEnumerable<OutputText> LinesAsync(IRunningCommand command, int maxLength, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var readers = new Dictionary<OutputKind, PieceDecoder>();
        await foreach (OutputChunk chunk in command.ReadOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            foreach (OutputText line in ReaderOf(readers, chunk.Kind).ReadLines(chunk.Data.Span, isEnd: false, maxLength))
            {
                yield return line;
            }
        }

        foreach (OutputKind kind in Kinds)
        {
            foreach (OutputText line in ReaderOf(readers, kind).ReadLines([], isEnd: true, maxLength))
            {
                yield return line;
            }
        }
    }

    private static PieceDecoder ReaderOf(Dictionary<OutputKind, PieceDecoder> readers, OutputKind kind)
    {
        if (!readers.TryGetValue(kind, out PieceDecoder? reader))
        {
            readers.Add(kind, reader = new PieceDecoder(kind));
        }

        return reader;
    }
}
