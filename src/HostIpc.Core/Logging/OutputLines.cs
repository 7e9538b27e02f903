using HostIpc.Protocol;

namespace HostIpc.Logging;

/// <summary>Cuts one stream of a command into the lines of the log. A line over the limit goes on in a record of its own.</summary>
internal sealed class OutputLines(CommandLog log, OutputKind kind, int maxLineBytes, bool isLate = false)
{
    private byte[] _unfinished = [];
    private int _length;

    public void Append(long id, ReadOnlySpan<byte> bytes)
    {
        int end;
        while ((end = bytes.IndexOf((byte)'\n')) >= 0)
        {
            AppendPiece(id, bytes[..end]);
            log.Output(id, kind, _unfinished.AsSpan(0, _length), isLate);
            _length = 0;
            bytes = bytes[(end + 1)..];
        }

        AppendPiece(id, bytes);
        log.Flush();
    }

    /// <summary>The stream has ended: what is left is a line.</summary>
    public void Complete(long id)
    {
        if (_length > 0)
        {
            log.Output(id, kind, _unfinished.AsSpan(0, _length), isLate);
            _length = 0;
            log.Flush();
        }
    }

    private void AppendPiece(long id, ReadOnlySpan<byte> bytes)
    {
        while (_length + bytes.Length > maxLineBytes)
        {
            int fits = maxLineBytes - _length;
            Store(bytes[..fits]);
            log.Output(id, kind, _unfinished.AsSpan(0, _length), isLate);
            _length = 0;
            bytes = bytes[fits..];
        }

        Store(bytes);
    }

    private void Store(ReadOnlySpan<byte> bytes)
    {
        if (_unfinished.Length < _length + bytes.Length)
        {
            Array.Resize(ref _unfinished, Math.Min(maxLineBytes, Math.Max(_length + bytes.Length, 2 * _unfinished.Length)));
        }

        bytes.CopyTo(_unfinished.AsSpan(_length));
        _length += bytes.Length;
    }
}
