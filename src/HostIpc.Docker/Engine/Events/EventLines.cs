using HostIpc.Docker.Engine.Http;

namespace HostIpc.Docker.Engine.Events;

/// <summary>Takes lines off a stream of them.</summary>
internal sealed class EventLines(EngineStream content)
{
    /// <summary>Of a line, in bytes. An event has the labels of its container, which can be long.</summary>
    public const int MaxLine = 1 << 20;

    private const int FirstSize = 16 * 1024;

    private byte[] _buffer = new byte[FirstSize];
    private int _start;
    private int _end;

    /// <summary>Reads a line that is not empty, without its LF; it is there until the next one is read. Empty at the end.</summary>
    /// <exception cref="DockerException">It is longer than a line may be, or cut off.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadAsync(CancellationToken cancellationToken)
    {
        int looked = 0;
        while (true)
        {
            int at = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (at >= 0)
            {
                ReadOnlyMemory<byte> line = _buffer.AsMemory(_start, looked + at);
                _start += looked + at + 1;
                looked = 0;
                if (!IsBlank(line.Span))
                {
                    return line;
                }

                continue;
            }

            looked = _end - _start;
            MakeRoom();
            int count = await content.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
            if (count == 0)
            {
                return IsBlank(_buffer.AsSpan(_start, _end - _start)) ? default : throw HttpFailure.CutOff();
            }

            _end += count;
        }
    }

    private void MakeRoom()
    {
        int length = _end - _start;
        if (length > MaxLine)
        {
            throw new DockerException($"the answer has an event of more than {MaxLine} bytes");
        }

        byte[] buffer = length < _buffer.Length / 2 ? _buffer : new byte[_buffer.Length * 2];
        _buffer.AsSpan(_start, length).CopyTo(buffer);
        (_buffer, _start, _end) = (buffer, 0, length);
    }

    private static bool IsBlank(ReadOnlySpan<byte> line) => line.Trim(" \t\r"u8).IsEmpty;
}
