using HostIpc.Protocol;

namespace HostIpc.Framing;

internal static class LineFaults
{
    /// <summary>Why a line is refused as a whole; null for a line that is a request.</summary>
    public static Rejection? Find(in Line line, int maxLineBytes) =>
        line.Fault != LineFault.None ? new Rejection(RejectionReason.Malformed, Describe(line, maxLineBytes))
        : LineContinuation.IsExpected(line.Bytes) ? new Rejection(RejectionReason.Malformed, "a line that ends in a backslash: each line is a command of its own, so write the command as one line")
        : null;

    /// <summary>Says what is wrong with a line, for the log.</summary>
    public static string Describe(in Line line, int maxLineBytes) => line.Fault switch
    {
        LineFault.TooLong => $"a line of {line.Length} bytes, at most {maxLineBytes} are taken (Limits:MaxLineBytes)",
        LineFault.ContainsNul => "a line with a NUL byte",
        LineFault.Unended => "a line without a line feed at its end: its writer did not finish it",
        _ => "a line that is not UTF-8",
    };
}
