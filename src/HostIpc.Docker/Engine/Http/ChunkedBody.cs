namespace HostIpc.Docker.Engine.Http;

/// <summary>A body in chunks, each behind its size, up to one without bytes and the trailers behind that (RFC 9112, 7.1).</summary>
internal sealed class ChunkedBody(HttpInput input) : HttpBody
{
    // Where it is outlives a read that was cancelled.
    private long _left;
    private bool _isBehindChunk;
    private bool _isInTrailers;
    private bool _isOver;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_left == 0 && !_isOver)
        {
            await NextAsync(cancellationToken).ConfigureAwait(false);
        }

        if (_isOver)
        {
            return 0;
        }

        int count = await input.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], cancellationToken).ConfigureAwait(false);
        _left -= count;
        return count > 0 ? count : throw HttpInput.CutOff();
    }

    private async ValueTask NextAsync(CancellationToken cancellationToken)
    {
        if (_isBehindChunk && !input.TakeLine(await input.FindLineAsync(cancellationToken).ConfigureAwait(false)).IsEmpty)
        {
            throw new DockerException("the answer has a chunk that is longer than its size");
        }

        _isBehindChunk = false;
        if (!_isInTrailers)
        {
            _left = ParseSize(input.TakeLine(await input.FindLineAsync(cancellationToken).ConfigureAwait(false)));
            _isBehindChunk = _left > 0;
            _isInTrailers = _left == 0;
        }

        if (_isInTrailers)
        {
            // Nothing is wanted of the trailers but that they are some.
            await HttpHeaders.ReadAsync(input, cancellationToken).ConfigureAwait(false);
            _isOver = true;
        }
    }

    // Hexadecimal digits. What follows a semicolon are extensions, which nobody defines.
    private static long ParseSize(ReadOnlySpan<byte> line)
    {
        int semicolon = line.IndexOf((byte)';');
        ReadOnlySpan<byte> digits = (semicolon < 0 ? line : line[..semicolon]).TrimEnd(" \t"u8);
        long size = 0;
        bool isSize = !digits.IsEmpty;
        foreach (byte digit in digits)
        {
            isSize &= char.IsAsciiHexDigit((char)digit) && size <= long.MaxValue >> 4;
            size = isSize ? (size << 4) + (char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | ' ') - 'a' + 10) : 0;
        }

        return isSize ? size : throw new DockerException("the answer has a chunk whose size is none");
    }
}
