using System.Text;
using HostIpc.Logging;

namespace HostIpc.Docker.TestSupport;

/// <summary>Keeps records as short texts: <c>$ [peer] line</c>, <c>&gt; output</c>, <c>= 0</c>, <c>x reason</c>, of notices <c>x [peer] text</c>.</summary>
internal sealed class ListSink : ICommandLogSink
{
    private readonly List<string> _records = [];

    public IReadOnlyList<string> Records
    {
        get
        {
            lock (_records)
            {
                return [.. _records];
            }
        }
    }

    /// <summary>What was asked for, in order.</summary>
    public IReadOnlyList<string> Received => [.. Records.Where(record => record.StartsWith('$'))];

    public void Write(in LogRecord record)
    {
        string peer = record.Peer is null ? "" : $"[{record.Peer}] ";
        string text = record.Kind switch
        {
            LogRecordKind.Received => $"$ {peer}{Encoding.UTF8.GetString(record.Text)}",
            LogRecordKind.Output => $"> {Encoding.UTF8.GetString(record.Text)}",
            LogRecordKind.Error => $"! {Encoding.UTF8.GetString(record.Text)}",
            LogRecordKind.Ended => $"= {record.Result!.ExitCode}",
            LogRecordKind.Noticed => $"x {peer}{Encoding.UTF8.GetString(record.Text)}",
            _ => $"x {record.Rejection}",
        };
        lock (_records)
        {
            _records.Add(text);
        }
    }
}
