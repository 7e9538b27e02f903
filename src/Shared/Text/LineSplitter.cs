namespace HostIpc.Text;

/// <summary>Cuts a stream of bytes into lines at their line feeds. A line over the limit is handed out in pieces of that length. Holds no more than one of them.</summary>
internal sealed class LineSplitter(int maxLineBytes)
{
    private byte[] _unfinished = [];
    private int _length;
    private bool _goesOn;

    /// <summary>Whether the last piece goes on the line of the piece before it.</summary>
    public bool IsContinuation { get; private set; }

    /// <summary>Takes a line off the bytes. False where they have no more: the rest is kept for the next call.</summary>
    /// <param name="bytes">The bytes that come next; afterwards those that are still to be looked at.</param>
    /// <param name="line">The line without its line feed, or a piece of it. Valid until the next call.</param>
    public bool TryTake(scoped ref ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> line)
    {
        int room = maxLineBytes - _length;
        int end = bytes[..Math.Min(bytes.Length, room + 1)].IndexOf((byte)'\n');
        bool isPiece = end < 0 && bytes.Length > room;
        if (end < 0 && !isPiece)
        {
            Keep(bytes);
            bytes = line = default;
            return false;
        }

        line = Take(bytes[..(isPiece ? room : end)]);
        bytes = bytes[(isPiece ? room : end + 1)..];
        IsContinuation = _goesOn;
        _goesOn = isPiece;
        return true;
    }

    /// <summary>Takes what is kept, at the end of the stream. Empty where the last line was ended.</summary>
    public ReadOnlySpan<byte> TakeRest() => Take([]);

    // Most lines lie whole in what was given.
    private ReadOnlySpan<byte> Take(ReadOnlySpan<byte> last)
    {
        if (_length == 0)
        {
            return last;
        }

        Keep(last);
        int length = _length;
        _length = 0;
        return _unfinished.AsSpan(0, length);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_unfinished.Length < _length + bytes.Length)
        {
            Array.Resize(ref _unfinished, Math.Min(maxLineBytes, Math.Max(_length + bytes.Length, 2 * _unfinished.Length)));
        }

        bytes.CopyTo(_unfinished.AsSpan(_length));
        _length += bytes.Length;
    }
}
