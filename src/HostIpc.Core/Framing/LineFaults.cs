using HostIpc.Protocol;

namespace HostIpc.Framing;

/// <summary>Finds why a line is no request.</summary>
internal static class LineFaults
{
    /// <summary>Why a line is refused as a whole; null for a line that is a request.</summary>
    public static Rejection? Find(in Line line, int maxLineBytes) =>
        line.Fault != LineFault.None ? new Rejection(RejectionReason.Malformed, Describe(line, maxLineBytes))
        : IsContinued(line.Bytes) ? new Rejection(RejectionReason.Malformed, "a line that ends in a backslash: each line is a command of its own, so write the command as one line")
        : null;

    /// <summary>Says what is wrong with a line, for the log.</summary>
    public static string Describe(in Line line, int maxLineBytes) => line.Fault switch
    {
        LineFault.TooLong => $"a line of {line.Length} bytes, at most {maxLineBytes} are taken (Limits:MaxLineBytes)",
        LineFault.ContainsNul => "a line with a NUL byte",
        LineFault.Unended => "a line without a line feed at its end: its writer did not finish it",
        _ => "a line that is not UTF-8",
    };

    /// <summary>
    /// Whether a shell would continue the line with the next one: it ends in a backslash that is not quoted, not escaped and not in a comment. Here each line is a command of its own, so such a line is a piece
    /// of a command.
    /// </summary>
    public static bool IsContinued(ReadOnlySpan<byte> line) => line is [.., (byte)'\\'] && EndsOpen(line);

    private static bool EndsOpen(ReadOnlySpan<byte> line)
    {
        byte quote = 0;
        bool isWordStart = true;
        for (int index = 0; index < line.Length; index++)
        {
            byte value = line[index];
            if (quote == '\'')
            {
                quote = value == '\'' ? (byte)0 : quote;
            }
            else if (value == '\\')
            {
                index++;
                if (index == line.Length)
                {
                    return true;
                }
            }
            else if (quote == '"')
            {
                quote = value == '"' ? (byte)0 : quote;
            }
            else if (value is (byte)'\'' or (byte)'"')
            {
                quote = value;
            }
            else if (value == '#' && isWordStart)
            {
                return false;
            }

            isWordStart = quote == 0 && value is (byte)' ' or (byte)'\t' or (byte)';' or (byte)'&' or (byte)'|' or (byte)'(' or (byte)')' or (byte)'<' or (byte)'>';
        }

        return false;
    }
}
