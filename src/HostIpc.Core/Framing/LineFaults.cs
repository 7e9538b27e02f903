namespace HostIpc.Framing;

internal static class LineFaults
{
    /// <summary>Says what is wrong with a line, for the log.</summary>
    public static string Describe(in Line line, int maxLineBytes) => line.Fault switch
    {
        LineFault.TooLong => $"a line of {line.Length} bytes, at most {maxLineBytes} are taken (Limits:MaxLineBytes)",
        LineFault.ContainsNul => "a line with a NUL byte",
        _ => "a line that is not UTF-8",
    };
}
