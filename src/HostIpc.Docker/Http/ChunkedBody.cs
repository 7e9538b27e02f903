namespace HostIpc.Docker.Http;

/// <summary>A body in chunks, each behind its size, up to one without bytes and the trailers behind that (RFC 9112, 7.1).</summary>
internal sealed class ChunkedBody(HttpInput input) : HttpBody
{
    private long _left;
    private bool _isFirst = true;
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
        if (!_isFirst && await input.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 })
        {
            throw new DockerException("the answer has a chunk that is longer than its size");
        }

        _isFirst = false;
        long size = await input.ReadSizeLineAsync(cancellationToken).ConfigureAwait(false);
        _left = size >= 0 ? size : throw new DockerException("the answer has a chunk whose size is none");
        if (_left == 0)
        {
            // Nothing is wanted of the trailers but that they are some.
            await HttpHeaders.ReadAsync(input, cancellationToken).ConfigureAwait(false);
            _isOver = true;
        }
    }
}
