using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using HostIpc.Identity;
using HostIpc.Protocol;
using HostIpc.Text;

namespace HostIpc.Logging;

/// <summary>
/// A JSON object a line, with the facts of the text form. The writer's default encoder leaves only printable ASCII as it is, so
/// that invalid UTF-8 alone, which JSON cannot carry, is left to <see cref="LogText"/>.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The writer owns nothing: it is reset to a buffer of the caller's for each record.")]
internal sealed class JsonLogFormatter : BuiltInLogFormatter
{
    private readonly LogBuffer _scratch = new();
    private readonly Utf8JsonWriter _writer = new(Stream.Null, new JsonWriterOptions { SkipValidation = true });

    // A peer asks more than once; its text is made once.
    private readonly ConditionalWeakTable<Peer, string> _peers = [];

    /// <summary>What a record is called.</summary>
    public static ReadOnlySpan<byte> EventOf(LogRecordKind kind) => kind switch
    {
        LogRecordKind.Received => "request"u8,
        LogRecordKind.Output => "stdout"u8,
        LogRecordKind.Error => "stderr"u8,
        LogRecordKind.Ended => "exit"u8,
        LogRecordKind.Noticed => "notice"u8,
        LogRecordKind.Server => "server"u8,
        _ => "refused"u8,
    };

    protected override void Format(in LogRecord record, LogBuffer target)
    {
        _writer.Reset(target);
        _writer.WriteStartObject();
        _writer.WriteString("time"u8, Render(record.Time));
        _writer.WriteNumber("id"u8, record.Id);
        _writer.WriteString("event"u8, EventOf(record.Kind));
        if (record.IsLate)
        {
            _writer.WriteBoolean("late"u8, true);
        }

        if (record.Peer is { } peer)
        {
            _writer.WriteString("transport"u8, peer.Transport);
            _writer.WriteString("peer"u8, _peers.GetValue(peer, static peer => peer.ToString()));
        }

        switch (record.Kind)
        {
            case LogRecordKind.Ended:
                ExitPayload.WriteTo(_writer, record.Result!);
                if (record.IsDirect)
                {
                    _writer.WriteBoolean("direct"u8, true);
                }

                break;
            case LogRecordKind.Refused:
                WriteRejection(record.Rejection, record.Text);
                break;
            case LogRecordKind.Received:
                WriteText(record.Text, LogTruncation.LongestRequest);
                break;
            case LogRecordKind.Noticed:
                WriteText(record.Text, LogTruncation.LongestMessage);
                break;
            default:
                WriteText(record.Text, int.MaxValue);
                break;
        }

        _writer.WriteEndObject();
        _writer.Flush();
        target.Append((byte)'\n');
    }

    private void WriteRejection(Rejection? rejection, ReadOnlySpan<byte> text)
    {
        _writer.WriteString("reason"u8, (rejection?.Reason ?? RejectionReason.Failed).ToName());
        string message = LogTruncation.Start(rejection?.Message ?? "no reason was given", out int rest);
        _writer.WriteString("message"u8, rest == 0 ? message : string.Create(CultureInfo.InvariantCulture, $"{message}…(+{rest})"));
        if (!text.IsEmpty)
        {
            WriteText(text, LogTruncation.LongestRefused);
        }
    }

    private void WriteText(ReadOnlySpan<byte> text, int max)
    {
        ReadOnlySpan<byte> shown = LogTruncation.Of(text, out bool isCut, max);
        if (!isCut && Utf8.IsValid(shown))
        {
            _writer.WriteString("text"u8, shown);
            return;
        }

        _scratch.Clear();
        LogText.AppendValid(_scratch, shown);
        if (isCut)
        {
            LogTruncation.AppendRest(_scratch, text.Length - shown.Length);
        }

        _writer.WriteString("text"u8, _scratch.Written);
    }
}
