using System.Text;
using HostIpc.Execution;
using HostIpc.Policy;
using HostIpc.Transports;

namespace HostIpc.Logging;

/// <summary>Stamps what happens with the time and gives it to every sink.</summary>
internal sealed class CommandLog(IEnumerable<ICommandLogSink> sinks, TimeProvider time)
{
    private readonly ICommandLogSink[] _sinks = [.. sinks];

    public TimeProvider Time => time;

    public bool IsEnabled => _sinks.Length > 0;

    public void Received(long id, Peer peer, ReadOnlySpan<byte> text)
    {
        Write(new LogRecord { Time = time.GetUtcNow(), Id = id, Kind = LogRecordKind.Received, Peer = peer, Text = text });
        Flush();
    }

    public void Refused(long id, Peer? peer, Rejection rejection, ReadOnlySpan<byte> text = default)
    {
        Write(new LogRecord { Time = time.GetUtcNow(), Id = id, Kind = LogRecordKind.Refused, Peer = peer, Rejection = rejection, Text = text });
        Flush();
    }

    /// <summary>Something that the operator should know of a request that goes on; of the server itself where the number is 0.</summary>
    public void Noticed(long id, Peer? peer, string text)
    {
        Write(new LogRecord { Time = time.GetUtcNow(), Id = id, Kind = LogRecordKind.Noticed, Peer = peer, Text = Encoding.UTF8.GetBytes(text) });
        Flush();
    }

    public void Ended(long id, CommandResult result)
    {
        Write(new LogRecord { Time = time.GetUtcNow(), Id = id, Kind = LogRecordKind.Ended, Result = result });
        Flush();
    }

    /// <summary>A line of output. To be followed by <see cref="Flush"/> when the lines at hand are written.</summary>
    public void Output(long id, OutputKind kind, ReadOnlySpan<byte> line) => Write(new LogRecord
    {
        Time = time.GetUtcNow(),
        Id = id,
        Kind = kind == OutputKind.Output ? LogRecordKind.Output : LogRecordKind.Error,
        Text = line,
    });

    public void Flush()
    {
        foreach (ICommandLogSink sink in _sinks)
        {
            sink.Flush();
        }
    }

    private void Write(in LogRecord record)
    {
        foreach (ICommandLogSink sink in _sinks)
        {
            sink.Write(record);
        }
    }
}
