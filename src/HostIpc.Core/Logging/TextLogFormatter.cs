using System.Runtime.CompilerServices;
using System.Text;
using HostIpc.Identity;
using HostIpc.Protocol;
using HostIpc.Text;

namespace HostIpc.Logging;

/// <summary><c>2026-11-21T21:33:01.123Z 7 $ [fifo] ls -l</c>. What any peer can influence goes through <see cref="LogText"/>.</summary>
internal sealed class TextLogFormatter : BuiltInLogFormatter
{
    // A peer asks more than once; its text is made once.
    private readonly ConditionalWeakTable<Peer, byte[]> _peers = [];

    /// <summary>What tells the records of a kind from others; twice for output of a command that has ended.</summary>
    public static ReadOnlySpan<byte> MarkOf(LogRecordKind kind) => kind switch
    {
        LogRecordKind.Received => "$"u8,
        LogRecordKind.Output => ">"u8,
        LogRecordKind.Error or LogRecordKind.Server => "!"u8,
        LogRecordKind.Ended => "="u8,
        _ => "x"u8,
    };

    protected override void Format(in LogRecord record, LogBuffer target)
    {
        target.Append(Render(record.Time));
        target.Append((byte)' ');
        target.Append(record.Id);
        target.Append((byte)' ');
        target.Append(MarkOf(record.Kind));
        if (record.IsLate)
        {
            target.Append(MarkOf(record.Kind));
        }

        target.Append((byte)' ');
        switch (record.Kind)
        {
            case LogRecordKind.Received:
                AppendPeer(target, record.Peer);
                AppendCut(target, record.Text, LogTruncation.LongestRequest);
                break;
            case LogRecordKind.Output or LogRecordKind.Error or LogRecordKind.Server:
                LogText.Append(target, record.Text);
                break;
            case LogRecordKind.Ended:
                AppendResult(target, record.Result!);
                target.Append(record.IsDirect ? ", direct"u8 : default);
                break;
            case LogRecordKind.Noticed:
                AppendPeer(target, record.Peer);
                AppendCut(target, record.Text, LogTruncation.LongestMessage);
                break;
            default:
                AppendPeer(target, record.Peer);
                AppendRejection(target, record.Rejection, record.Text);
                break;
        }

        target.Append((byte)'\n');
    }

    private void AppendPeer(LogBuffer target, Peer? peer)
    {
        if (peer is not null)
        {
            target.Append((byte)'[');
            LogText.Append(target, _peers.GetValue(peer, static peer => Encoding.UTF8.GetBytes(peer.ToString())));
            target.Append("] "u8);
        }
    }

    private static void AppendResult(LogBuffer target, CommandResult result)
    {
        if (result.TimedOut)
        {
            target.Append("timed out after "u8);
        }
        else
        {
            target.Append(result.Signal is null ? "exit "u8 : "signal "u8);
            target.Append(result.Signal ?? result.ExitCode ?? 0L);
            target.Append(" in "u8);
        }

        target.Append((long)result.Elapsed.TotalMilliseconds);
        target.Append(" ms, user "u8);
        target.Append((long)result.UserTime.TotalMilliseconds);
        target.Append(" ms, system "u8);
        target.Append((long)result.SystemTime.TotalMilliseconds);
        target.Append(" ms, memory "u8);
        target.Append(result.MaxRssKiB);
        target.Append(" KiB"u8);
        AppendRest(target, result);
    }

    // What JSON has members for and the beginning of the line does not say.
    private static void AppendRest(LogBuffer target, CommandResult result)
    {
        if (result.TimedOut && (result.Signal ?? result.ExitCode) is { } number)
        {
            target.Append(result.Signal is null ? ", exit "u8 : ", signal "u8);
            target.Append(number);
        }

        target.Append(result.OutputExceeded ? ", output exceeded"u8 : default);
    }

    private static void AppendCut(LogBuffer target, ReadOnlySpan<byte> text, int max)
    {
        ReadOnlySpan<byte> shown = LogTruncation.Of(text, out bool isCut, max);
        LogText.Append(target, shown);
        if (isCut)
        {
            LogTruncation.AppendRest(target, text.Length - shown.Length);
        }
    }

    private static void AppendRejection(LogBuffer target, Rejection? rejection, ReadOnlySpan<byte> text)
    {
        LogText.Append(target, (rejection?.Reason ?? RejectionReason.Failed).ToName());
        target.Append(": "u8);
        byte[] message = Encoding.UTF8.GetBytes(LogTruncation.Start(rejection?.Message ?? "no reason was given", out int rest));
        LogText.Append(target, message);
        if (rest > 0)
        {
            LogTruncation.AppendRest(target, rest);
        }

        if (!text.IsEmpty)
        {
            target.Append((byte)' ');
            AppendCut(target, text, LogTruncation.LongestRefused);
        }
    }
}
