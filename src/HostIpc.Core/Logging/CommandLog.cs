using System.Text;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Logging;

/// <summary>Stamps what happens with the time and gives it to every sink.</summary>
internal sealed class CommandLog : ICommandLog, IDisposable
{
    private readonly ICommandLogSink[] _sinks;

    // The same, null where a sink writes at once by itself.
    private readonly ISettlingLogSink?[] _settling;
    private readonly TimeProvider _time;
    private readonly RefusalLimit _refusals;

    /// <param name="sinks">Where records go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="maxRefusals">How many refused requests of a peer are listed within a minute.</param>
    public CommandLog(IEnumerable<ICommandLogSink> sinks, TimeProvider time, int maxRefusals = RefusalLimit.Default)
    {
        _sinks = [.. sinks];
        _settling = Array.ConvertAll(_sinks, static sink => sink as ISettlingLogSink);
        _time = time;
        _refusals = new RefusalLimit(maxRefusals, (peer, line) => Noticed(0, peer, line), time);
    }

    public TimeProvider Time => _time;

    public bool IsEnabled => _sinks.Length > 0;

    /// <summary>Opens the logs: from now on the server is sure to serve.</summary>
    /// <returns>What they have of the servers before.</returns>
    /// <exception cref="LogFileException">What is at the path of a log must not be written to.</exception>
    public LogHistory Open()
    {
        LogHistory found = LogHistory.None;
        foreach (ILogLifetime sink in _sinks.OfType<ILogLifetime>())
        {
            LogHistory history = sink.Open();
            found = new LogHistory(Math.Max(found.LastId, history.LastId), history.Unfinished.Count > 0 ? history.Unfinished : found.Unfinished);
        }

        return found;
    }

    /// <summary>The server started or stopped.</summary>
    public void Server(string text)
    {
        foreach (ICommandLogSink sink in _sinks.Where(static sink => sink is ILogLifetime))
        {
            sink.Write(new LogRecord { Time = _time.GetUtcNow(), Kind = LogRecordKind.Server, Text = Encoding.UTF8.GetBytes(text) });
            sink.Flush();
        }
    }

    public void Received(long id, Peer peer, ReadOnlySpan<byte> text)
    {
        Write(new LogRecord { Time = _time.GetUtcNow(), Id = id, Kind = LogRecordKind.Received, Peer = peer, Text = text });
        Flush();
    }

    /// <summary>Whether further refused requests of the peer are counted and not listed: one that may still be let run is then not listed before it is.</summary>
    public bool IsOverRefusals(PeerKey key) => _sinks.Length > 0 && _refusals.IsOver(key);

    /// <summary>Counts a refused request of the peer. Whether it is to be listed.</summary>
    public bool TryTakeRefusal(Peer peer, PeerKey key) => _refusals.TryTake(peer, key);

    public void Refused(long id, Peer? peer, Rejection rejection, ReadOnlySpan<byte> text = default)
    {
        Write(new LogRecord { Time = _time.GetUtcNow(), Id = id, Kind = LogRecordKind.Refused, Peer = peer, Rejection = rejection, Text = text });
        FlushAtOnce();
    }

    /// <summary>Something that the operator should know of a request that goes on; of the server itself where the number is 0.</summary>
    public void Noticed(long id, Peer? peer, string text)
    {
        Write(new LogRecord { Time = _time.GetUtcNow(), Id = id, Kind = LogRecordKind.Noticed, Peer = peer, Text = Encoding.UTF8.GetBytes(text) });
        Flush();
    }

    public void Notice(string text, Peer? peer = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        Noticed(0, peer, text);
    }

    public void Ended(long id, CommandResult result, bool isDirect = false)
    {
        Write(new LogRecord { Time = _time.GetUtcNow(), Id = id, Kind = LogRecordKind.Ended, Result = result, IsDirect = isDirect });
        FlushAtOnce();
    }

    /// <summary>A line of output. To be followed by <see cref="Flush"/> when the lines at hand are written.</summary>
    public void Output(long id, OutputKind kind, ReadOnlySpan<byte> line, bool isLate = false) => Write(new LogRecord
    {
        Time = _time.GetUtcNow(),
        Id = id,
        Kind = kind == OutputKind.Stdout ? LogRecordKind.Output : LogRecordKind.Error,
        Text = line,
        IsLate = isLate,
    });

    /// <summary>
    /// Waits until everything is where it outlives the server's end, for sinks that write on a thread of their own. Takes no longer than those wait for a disk
    /// (<c>Log:WriteTimeout</c>).
    /// </summary>
    /// <returns>Whether it is.</returns>
    public bool WaitUntilWritten()
    {
        bool isWritten = true;
        foreach (ICommandLogSink sink in _sinks)
        {
            isWritten &= sink is not ISettlingLogSink settling || settling.WaitUntilWritten();
        }

        return isWritten;
    }

    /// <summary>Lists what was only counted.</summary>
    public void Dispose() => _refusals.Dispose();

    public void Flush()
    {
        foreach (ICommandLogSink sink in _sinks)
        {
            sink.Flush();
        }
    }

    // Whoever has an answer may look for it in the log.
    private void FlushAtOnce()
    {
        for (int i = 0; i < _sinks.Length; i++)
        {
            if (_settling[i] is { } settling)
            {
                settling.FlushAtOnce();
            }
            else
            {
                _sinks[i].Flush();
            }
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
