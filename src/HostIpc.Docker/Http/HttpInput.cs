using System.Globalization;
using System.Text;

namespace HostIpc.Docker.Http;

/// <summary>Takes lines and bytes off what the engine sends.</summary>
/// <remarks>A buffer of its own, so that what comes in small pieces, as frames and chunks do, costs neither a system call nor an allocation for each.</remarks>
internal sealed class HttpInput(Stream stream)
{
    // A line with its LF.
    private readonly byte[] _buffer = new byte[HttpLimits.MostLine + 1];
    private int _start;
    private int _end;

    /// <summary>Reads a line, without its CR LF.</summary>
    /// <exception cref="DockerException">It is longer than a line may be, ended in another way, or cut off.</exception>
    public async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        int length = await FillLineAsync(cancellationToken).ConfigureAwait(false);

        // Latin-1, as RFC 9110, 5.5, has it for what is not ASCII: it loses nothing.
        string line = Encoding.Latin1.GetString(_buffer, _start, length);
        _start += length + "\r\n".Length;
        return line;
    }

    /// <summary>Reads a line that begins with a number in hexadecimal digits: that, or below zero where it does not. What follows a semicolon are extensions, which nobody defines.</summary>
    /// <exception cref="DockerException">As for <see cref="ReadLineAsync"/>.</exception>
    public async ValueTask<long> ReadSizeLineAsync(CancellationToken cancellationToken)
    {
        int length = await FillLineAsync(cancellationToken).ConfigureAwait(false);
        ReadOnlySpan<byte> line = _buffer.AsSpan(_start, length);
        _start += length + "\r\n".Length;
        int semicolon = line.IndexOf((byte)';');
        line = (semicolon < 0 ? line : line[..semicolon]).TrimEnd(" \t"u8);
        return long.TryParse(line, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out long size) ? size : -1;
    }

    /// <summary>Reads as many bytes as are at hand, at least one; 0 at the end.</summary>
    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_start == _end)
        {
            // What is asked for by the buffer or more need not go through it.
            return buffer.Length >= _buffer.Length ? stream.ReadAsync(buffer, cancellationToken) : RefillAsync(buffer, cancellationToken);
        }

        return ValueTask.FromResult(Take(buffer));
    }

    /// <summary>The answer ended before it should.</summary>
    public static DockerException CutOff() => new("the answer is cut off");

    private async ValueTask<int> RefillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        await FillAsync(cancellationToken).ConfigureAwait(false);
        return Take(buffer);
    }

    private int Take(Memory<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _end - _start);
        _buffer.AsMemory(_start, count).CopyTo(buffer);
        _start += count;
        return count;
    }

    // The length of the line at hand, without its CR LF.
    private async ValueTask<int> FillLineAsync(CancellationToken cancellationToken)
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
