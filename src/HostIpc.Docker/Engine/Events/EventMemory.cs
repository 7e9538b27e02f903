namespace HostIpc.Docker.Engine.Events;

/// <summary>Which events were handed out, so that after a loss of the connection each that was not is, and none twice.</summary>
/// <remarks>
/// An engine stamps an event before it puts it in line, so two of the same moment can come the other way round, and the time of the last one is no place to go on from: what comes again
/// begins a little earlier, and what was seen of it is left out. An engine keeps 256 events, so remembering more than that is remembering all that can come again. An event is known by
/// its whole line, in which its time is to the nanosecond; two that are the same in that are counted.
/// </remarks>
internal sealed class EventMemory
{
    private const int Size = 512;
    private const long OverlapNanoseconds = 2_000_000_000;
    private const ulong HashStart = 14695981039346656037;
    private const ulong HashFactor = 1099511628211;

    private readonly ulong[] _lines = new ulong[Size];
    private readonly bool[] _isExpected = new bool[Size];
    private readonly long _start;
    private int _count;
    private int _next;
    private int _expected;
    private long _last;

    /// <param name="start">From when on events are wanted, in nanoseconds since 1970.</param>
    public EventMemory(long start)
    {
        _start = start;
        _last = start;
    }

    /// <summary>From when on events are to be asked for. What is before the start was never wanted, unless the engine's clock has been set back.</summary>
    public long Since => _count == 0 ? _start : _last + OverlapNanoseconds < _start ? _last - OverlapNanoseconds : Math.Max(_start, _last - OverlapNanoseconds);

    /// <summary>A connection begins: what was handed out may come again.</summary>
    public void BeginConnection()
    {
        _isExpected.AsSpan(0, _count).Fill(true);
        _expected = _count;
    }

    /// <summary>Whether the event of this line was not handed out yet. It counts as handed out from then on.</summary>
    public bool IsNew(ReadOnlySpan<byte> line, long time)
    {
        ulong hash = HashOf(line);
        for (int i = 0; _expected > 0 && i < _count; i++)
        {
            if (_isExpected[i] && _lines[i] == hash)
            {
                _isExpected[i] = false;
                _expected--;
                return false;
            }
        }

        _expected -= _isExpected[_next] ? 1 : 0;
        (_lines[_next], _isExpected[_next]) = (hash, false);
        _next = (_next + 1) % Size;
        _count = Math.Max(_count, _next == 0 ? Size : _next);
        _last = time;
        return true;
    }

    // FNV-1a, 64 bits.
    private static ulong HashOf(ReadOnlySpan<byte> line)
    {
        ulong hash = HashStart;
        foreach (byte value in line)
        {
            hash = unchecked((hash ^ value) * HashFactor);
        }

        return hash;
    }
}
