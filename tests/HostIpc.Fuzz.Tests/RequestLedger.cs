using System.Collections.Concurrent;
using System.Globalization;
using HostIpc.Logging;

namespace HostIpc.Fuzz.Tests;

/// <summary>A log sink that keeps the books: what was received has to end once, by an end or a refusal.</summary>
internal sealed class RequestLedger : ICommandLogSink
{
    private readonly ConcurrentDictionary<long, byte> _open = new();
    private readonly ConcurrentQueue<string> _faults = new();
    private long _received;

    public long Received => Interlocked.Read(ref _received);

    /// <summary>Received and not ended.</summary>
    public int Open => _open.Count;

    public IEnumerable<string> Faults => _faults;

    public void Write(in LogRecord record)
    {
        string? fault = record.Kind switch
        {
            LogRecordKind.Received => _open.TryAdd(record.Id, 0) ? null : "received twice",
            LogRecordKind.Ended => _open.TryRemove(record.Id, out _) ? null : "ended, and was not received or had ended",
            LogRecordKind.Refused when record.Peer is null => _open.TryRemove(record.Id, out _) ? null : "refused, and was not received or had ended",
            LogRecordKind.Refused => Refuse(record.Id),
            LogRecordKind.Noticed or LogRecordKind.Server => null, // of the server itself, or of what a command left behind
            _ when record.IsLate => null,
            _ => _open.ContainsKey(record.Id) ? null : "output of what does not run",
        };
        if (record.Kind == LogRecordKind.Received)
        {
            Interlocked.Increment(ref _received);
        }

        if (fault is not null && _faults.Count < 10)
        {
            _faults.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{record.Id}: {fault}"));
        }
    }

    // What is no request is refused without having been received.
    private string? Refuse(long id)
    {
        _open.TryRemove(id, out _);
        return null;
    }
}
