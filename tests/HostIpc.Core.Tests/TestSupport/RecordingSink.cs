using System.Text;
using HostIpc.Logging;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>Keeps records as short texts: <c>1 $ ls</c>, <c>1 &gt; line</c>, <c>1 = 0</c>, <c>1 x reason: message</c>.</summary>
internal sealed class RecordingSink : ICommandLogSink
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

    public void Write(in LogRecord record)
    {
        string text = record.Kind switch
        {
            LogRecordKind.Received => $"$ {Encoding.UTF8.GetString(record.Text)}",
            LogRecordKind.Output => $"{(record.IsLate ? ">>" : ">")} {Encoding.UTF8.GetString(record.Text)}",
            LogRecordKind.Error => $"{(record.IsLate ? "!!" : "!")} {Encoding.UTF8.GetString(record.Text)}",
            LogRecordKind.Ended => record.Result!.TimedOut ? "= timed out" : record.Result.Signal is { } signal ? $"= signal {signal}" : $"= {record.Result.ExitCode}",
            LogRecordKind.Noticed => $"x {(record.Peer is null ? "" : $"[{record.Peer}] ")}{Encoding.UTF8.GetString(record.Text)}",
            _ => $"x {record.Rejection}",
        };
        lock (_records)
        {
            _records.Add($"{record.Id} {text}");
        }
    }

    /// <summary>Waits until a record is there that fits.</summary>
    public async Task<string> WaitForAsync(Func<string, bool> fits) => await Eventually.Finds(() => Records.FirstOrDefault(fits));
}
