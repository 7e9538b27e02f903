using System.Text;
using HostIpc.Text;

namespace HostIpc.Docker.Lifecycle;

/// <summary>What a notifier says: <c>start</c> or <c>stop</c>.</summary>
internal static class NotifierLine
{
    private const int MaxShown = 64;

    /// <summary>The line without its CR and without blanks around it.</summary>
    public static ReadOnlyMemory<byte> Trim(ReadOnlyMemory<byte> line) => line.Trim(" \t\r"u8);

    /// <summary>What it tells; null for anything else.</summary>
    public static DaemonChange? Parse(ReadOnlySpan<byte> line) =>
        line.SequenceEqual("start"u8) ? DaemonChange.Start
        : line.SequenceEqual("stop"u8) ? DaemonChange.Stop
        : null;

    /// <summary>What there is to say of anything else, in the words that notifiers know from before HostIpc. What they sent can neither forge a line nor drive a terminal.</summary>
    public static string Refuse(ReadOnlySpan<byte> line)
    {
        var shown = new LogBuffer();
        LogText.Append(shown, LogTruncation.Of(line, out bool isCut, MaxShown));
        return $"Ignoring unknown command [{Encoding.UTF8.GetString(shown.Written)}{(isCut ? "…" : "")}]; accepts start and stop";
    }
}
