namespace HostIpc.Framing;

/// <summary>
/// Finds a line that a shell would continue with the next one: its last character is a backslash that nothing quotes. Here each line is a
/// command of its own, so such a line is a piece of a command.
/// </summary>
internal static class LineContinuation
{
    /// <summary>Whether the line ends in a backslash that is not quoted, not escaped and not in a comment.</summary>
    public static bool IsExpected(ReadOnlySpan<byte> line) => line is [.., (byte)'\\'] && EndsOpen(line);

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
