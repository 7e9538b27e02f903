using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using HostIpc.Transports;

namespace HostIpc.Framing;

/// <summary>
/// Takes lines off a pipe: ended by LF, a CR before it dropped, empty ones skipped, the last one needing no ending.
/// </summary>
/// <remarks>
/// Every byte is looked at once. A line that lies whole in one segment is handed out where it lies; one that is spread over
/// several is put together in a buffer that never outgrows the limit, so the pipe is always consumed to its end and a line in
/// the making holds nothing of it. A line over the limit is counted and thrown away up to its LF. NUL and UTF-8 are checked for a
/// segment as a whole, which costs a fraction of checking each line, and line by line only where that fails.
/// </remarks>
/// <param name="input">What is read.</param>
/// <param name="maxLineBytes">The longest line, without its ending.</param>
/// <param name="account">What a line in the making counts against; null for no bound beside its own.</param>
internal sealed class LineReader(PipeReader input, int maxLineBytes, IReceiveBudget? account = null) : IDisposable
{
    private const byte CarriageReturn = (byte)'\r';

    // Less is not counted.
    private const int SmallSize = 4096;

    private ReadOnlySequence<byte> _buffer;
    private SequencePosition _nextSegment;

    // The segment at hand, as its parts: it is asked for once a line.
    private byte[] _array = [];
    private int _offset;
    private int _length;
    private LineFeedSearch _lineFeeds;
    private int _position;
    private bool _segmentIsClean;
    private bool _isReading;
    private bool _ended;

    private byte[] _unfinished = [];
    private long _unfinishedLength;
    private bool _unfinishedReturned;
    private int _counted;

    /// <summary>Whether a line has begun that has not ended.</summary>
    public bool HasUnfinished => _unfinishedLength > 0 && !_unfinishedReturned;

    /// <summary>Whether something is left of what was read.</summary>
    public bool HasMore
    {
        get
        {
            SequencePosition next = _nextSegment;
            return _position < _length || (_buffer.TryGet(ref next, out ReadOnlyMemory<byte> memory, advance: false) && !memory.IsEmpty);
        }
    }

    /// <summary>Whether a line could not be put together for want of room in the account. Nothing is to be read any more.</summary>
    public bool IsOverBudget { get; private set; }

    /// <summary>Gives back what it has taken of the account. Not to be read afterwards.</summary>
    public void Dispose() => GiveBack();

    /// <summary>Waits until there is something to take. False at the end of input.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken = default)
    {
        if (_ended)
        {
            return new ValueTask<bool>(false);
        }

        ValueTask<ReadResult> read = input.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully ? new ValueTask<bool>(Take(read.Result)) : AwaitAsync(read);

        async ValueTask<bool> AwaitAsync(ValueTask<ReadResult> pending) => Take(await pending.ConfigureAwait(false));
    }

    /// <summary>Takes the next line if it is plain: whole, known to be UTF-8 without NUL, of any length that is allowed, and not ended by a backslash. <see cref="TryRead"/> takes every other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryReadPlain(out ReadOnlySpan<byte> line)
    {
        if (_segmentIsClean && _unfinishedLength == 0 && (_lineFeeds.HasSeen || _lineFeeds.TryLook(Segment)))
        {
            int end = _lineFeeds.Seen;
            line = _array.AsSpan(_offset + _position, end - _position);
            if (line.Length > 0 && line.Length <= maxLineBytes && line[^1] != CarriageReturn && line[^1] != (byte)'\\')
            {
                _lineFeeds.TakeSeen();
                _position = end + 1;
                return true;
            }
        }

        line = default;
        return false;
    }

    /// <summary>Takes the next whole line. False when <see cref="WaitAsync"/> is to be called again.</summary>
    public bool TryRead(out Line line)
    {
        if (_unfinishedReturned)
        {
            _unfinishedLength = 0;
            _unfinishedReturned = false;
            if (_counted > 0)
            {
                _unfinished = [];
                GiveBack();
            }
        }

        while (true)
        {
            ReadOnlySpan<byte> segment = Segment;
            int end = _lineFeeds.Next(segment);
            if (end < 0)
            {
                Append(segment[_position..]);
                if (!IsOverBudget && NextSegment())
                {
                    continue;
                }

                return Finish(out line);
            }

            ReadOnlySpan<byte> piece = segment[_position..end];
            _position = end + 1;
            if (_unfinishedLength == 0)
            {
                line = Check(WithoutCarriageReturn(piece), _segmentIsClean);
            }
            else
            {
                Append(piece);
                if (IsOverBudget)
                {
                    return Finish(out line);
                }

                _unfinishedReturned = true;
                line = CheckUnfinished(dropCarriageReturn: true);
            }

            if (line.Length > 0)
            {
                return true;
            }

            _unfinishedLength = 0;
            _unfinishedReturned = false;
        }
    }

    private ReadOnlySpan<byte> Segment => _array.AsSpan(_offset, _length);

    private bool Take(ReadResult result)
    {
        _isReading = true;
        _buffer = result.Buffer;
        _nextSegment = _buffer.Start;
        _ended = result.IsCompleted;
        return !_ended || !_buffer.IsEmpty || _unfinishedLength > 0;
    }

    private bool NextSegment()
    {
        _position = 0;
        while (_buffer.TryGet(ref _nextSegment, out ReadOnlyMemory<byte> memory))
        {
            if (!memory.IsEmpty)
            {
                // A memory has to find out what it is of each time it is asked for its bytes, an array does not.
                ArraySegment<byte> segment = MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> array) ? array : memory.ToArray();
                (_array, _offset, _length) = (segment.Array!, segment.Offset, segment.Count);
                _segmentIsClean = LineFaults.IsAsciiWithoutNul(Segment) || (!memory.Span.Contains((byte)0) && Utf8.IsValid(memory.Span));
                return true;
            }
        }

        (_array, _offset, _length) = ([], 0, 0);
        return false;
    }

    // All of the buffer was taken. At the end of input what is unfinished is a line.
    private bool Finish(out Line line)
    {
        if (_isReading)
        {
            _isReading = false;
            input.AdvanceTo(_buffer.End);
            _buffer = default;
            _nextSegment = default;
        }

        if (_ended && _unfinishedLength > 0 && !IsOverBudget)
        {
            _unfinishedReturned = true;
            line = CheckUnfinished(dropCarriageReturn: false);
            return true;
        }

        line = default;
        return false;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        // One more than the limit: the CR of the ending may still be dropped.
        int kept = (int)Math.Min(bytes.Length, Math.Max(0, maxLineBytes + 1 - _unfinishedLength));
        int length = (int)Math.Min(_unfinishedLength, maxLineBytes + 1);
        if (_unfinished.Length < length + kept)
        {
            int size = Math.Min(maxLineBytes + 1, Math.Max(length + kept, 2 * _unfinished.Length));
            if (!TryCount(size))
            {
                IsOverBudget = true;
                return;
            }

            Array.Resize(ref _unfinished, size);
        }

        bytes[..kept].CopyTo(_unfinished.AsSpan(length));
        _unfinishedLength += bytes.Length;
    }

    private bool TryCount(int size)
    {
        if (account is null || size <= SmallSize)
        {
            return true;
        }

        int more = size - _counted;
        bool isCounted = account.TryTake(more);
        _counted += isCounted ? more : 0;
        return isCounted;
    }

    private void GiveBack()
    {
        if (_counted > 0)
        {
            account!.GiveBack(_counted);
            _counted = 0;
        }
    }

    private Line CheckUnfinished(bool dropCarriageReturn)
    {
        if (_unfinishedLength > maxLineBytes + 1)
        {
            return new Line { Bytes = _unfinished.AsSpan(0, maxLineBytes), Length = _unfinishedLength, Fault = LineFault.TooLong };
        }

        ReadOnlySpan<byte> bytes = _unfinished.AsSpan(0, (int)_unfinishedLength);
        return Check(dropCarriageReturn ? WithoutCarriageReturn(bytes) : bytes, isClean: false);
    }

    private Line Check(ReadOnlySpan<byte> bytes, bool isClean)
    {
        if (bytes.Length > maxLineBytes)
        {
            return new Line { Bytes = bytes[..maxLineBytes], Length = bytes.Length, Fault = LineFault.TooLong };
        }

        if (!isClean && bytes.EndsWith(Connection.UnendedLineMark))
        {
            return new Line { Bytes = bytes[..^Connection.UnendedLineMark.Length], Length = bytes.Length, Fault = LineFault.Unended };
        }

        LineFault fault = isClean ? LineFault.None
            : bytes.Contains((byte)0) ? LineFault.ContainsNul
            : Utf8.IsValid(bytes) ? LineFault.None
            : LineFault.NotUtf8;
        return new Line { Bytes = bytes, Length = bytes.Length, Fault = fault };
    }

    private static ReadOnlySpan<byte> WithoutCarriageReturn(ReadOnlySpan<byte> bytes) =>
        bytes is [.., CarriageReturn] ? bytes[..^1] : bytes;
}
