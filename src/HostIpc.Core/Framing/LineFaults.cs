using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Whether each byte is one of ASCII and none is NUL. One pass, in which 64 bytes at a time cost what a search for NUL and a check of UTF-8 cost for 16.</summary>
    public static bool IsAsciiWithoutNul(ReadOnlySpan<byte> bytes)
    {
        // Read as signed numbers, NUL is 0 and what is not ASCII is below.
        ReadOnlySpan<sbyte> signed = MemoryMarshal.Cast<byte, sbyte>(bytes);
        int size = 4 * Vector128<sbyte>.Count;
        while (Vector128.IsHardwareAccelerated && signed.Length >= size)
        {
            ref sbyte start = ref MemoryMarshal.GetReference(signed);
            Vector128<sbyte> least = Vector128.Min(
                Vector128.Min(Vector128.LoadUnsafe(ref start), Vector128.LoadUnsafe(ref start, 16)), Vector128.Min(Vector128.LoadUnsafe(ref start, 32), Vector128.LoadUnsafe(ref start, 48)));
            if (!Vector128.GreaterThanAll(least, Vector128<sbyte>.Zero))
            {
                return false;
            }

            signed = signed[size..];
        }

        foreach (sbyte value in signed)
        {
            if (value <= 0)
            {
                return false;
            }
        }

        return true;
    }

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
