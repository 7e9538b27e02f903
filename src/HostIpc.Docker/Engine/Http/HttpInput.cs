using System.Text;

namespace HostIpc.Docker.Engine.Http;

/// <summary>Takes lines and bytes off what the engine sends.</summary>
/// <remarks>A buffer of its own, so that what comes in small pieces, as frames and chunks do, costs neither a system call nor an allocation for each.</remarks>
internal sealed class HttpInput(Stream stream)
{
    // A line with its LF.
    private readonly byte[] _buffer = new byte[HttpLimits.MostLine + 1];
    private int _start;
    private int _end;

    /// <summary>Reads until there is a line, and returns how many bytes it has before its CR LF. Taking it is another thing.</summary>
    /// <exception cref="DockerException">It is longer than a line may be, ended in another way, or cut off.</exception>
    public async ValueTask<int> FindLineAsync(CancellationToken cancellationToken)
    {
        int looked = 0;
        while (true)
        {
            int at = _buffer.AsSpan(_start + looked, _end - _start - looked).IndexOf((byte)'\n');
            if (at >= 0)
            {
                int length = looked + at;
                return length > 0 && _buffer[_start + length - 1] == '\r' ? length - 1 : throw new DockerException("the answer has a line that does not end in CR LF");
            }

            looked = _end - _start;
            if (looked == _buffer.Length)
            {
                throw new DockerException($"the answer has a line of more than {HttpLimits.MostLine} bytes");
            }

            if (!await FillAsync(cancellationToken).ConfigureAwait(false))
            {
                throw CutOff();
            }
        }
    }

    /// <summary>Takes the line that was found, without its CR LF. It is there until the next reading.</summary>
    public ReadOnlySpan<byte> TakeLine(int length)
    {
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        _start += length + "\r\n".Length;
        return line;
    }

    /// <summary>As <see cref="TakeLine"/>. Latin-1, as RFC 9110, 5.5, has it for what is not ASCII: it loses nothing.</summary>
    public string TakeText(int length) => Encoding.Latin1.GetString(TakeLine(length));

    /// <summary>Reads as many bytes as are at hand, at least one; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_start == _end && !await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        int count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    /// <summary>The answer ended before it should.</summary>
    public static DockerException CutOff() => new("the answer is cut off");

    // Whether anything came. There is room.
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_start, _end) = (0, _end - _start);
        int count = await stream.ReadAsync(_buffer.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        _end += count;
        return count > 0;
    }
}
