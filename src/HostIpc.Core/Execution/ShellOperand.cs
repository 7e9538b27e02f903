namespace HostIpc.Execution;

/// <summary>
/// A line as a shell takes it behind <c>-c</c>. What begins with <c>-</c> or <c>+</c> would be an option: <c>sh -c -s</c> reads its commands from standard input. A blank before it changes nothing else, and
/// every shell takes that; not every one takes <c>--</c>.
/// </summary>
internal static class ShellOperand
{
    /// <summary>The line, with a blank before it where it would be taken for an option.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> line) =>
        line.Span is [(byte)'-' or (byte)'+', ..] ? (byte[])[(byte)' ', .. line.Span] : line;

    /// <inheritdoc cref="Of(ReadOnlyMemory{byte})"/>
    public static string Of(string line) => line is ['-' or '+', ..] ? $" {line}" : line;
}
