using System.Runtime.CompilerServices;
using System.Text;
using HostIpc.Execution;
using HostIpc.Policy;
using HostIpc.Transports;

namespace HostIpc.Logging;

/// <summary><c>2026-11-21T21:33:01.123Z 7 $ [fifo] ls -l</c>. What any peer can influence goes through <see cref="LogText"/>.</summary>
internal sealed class TextLogFormatter : ILogFormatter
{
    private readonly LogClock _clock = new();

    // A peer asks more than once; its text is made once.
    private readonly ConditionalWeakTable<Peer, byte[]> _peers = [];

    public void Format(in LogRecord record, LogBuffer target)
    {
        target.Append(_clock.Render(record.Time));
        target.Append((byte)' ');
        target.Append(record.Id);
        switch (record.Kind)
        {
            case LogRecordKind.Received:
                target.Append(" $ "u8);
                AppendPeer(target, record.Peer);
                LogText.Append(target, record.Text);
                break;
            case LogRecordKind.Output:
                target.Append(record.IsLate ? " >> "u8 : " > "u8);
                LogText.Append(target, record.Text);
                break;
            case LogRecordKind.Error:
                target.Append(record.IsLate ? " !! "u8 : " ! "u8);
                LogText.Append(target, record.Text);
                break;
            case LogRecordKind.Ended:
                target.Append(" = "u8);
                AppendResult(target, record.Result!);
                break;
            case LogRecordKind.Server:
                target.Append(" ! "u8);
                LogText.Append(target, record.Text);
                break;
            case LogRecordKind.Noticed:
                target.Append(" x "u8);
                AppendPeer(target, record.Peer);
                LogText.Append(target, record.Text);
                break;
            default:
                target.Append(" x "u8);
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
        target.Append(" ms"u8);
    }

    private static void AppendRejection(LogBuffer target, Rejection? rejection, ReadOnlySpan<byte> text)
    {
        LogText.Append(target, (rejection?.Reason ?? RejectionReason.Failed).ToName());
        target.Append(": "u8);
        LogText.Append(target, rejection?.Message ?? "no reason was given");
        if (!text.IsEmpty)
        {
            target.Append((byte)' ');
            LogText.Append(target, LogExcerpt.Of(text, out bool isCut));
            target.Append(isCut ? LogExcerpt.Ellipsis : default);
        }
    }
}
