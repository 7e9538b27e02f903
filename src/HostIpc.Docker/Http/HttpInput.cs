using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace HostIpc.Docker.Http;

/// <summary>Takes lines and bytes off what the engine sends.</summary>
internal sealed class HttpInput(PipeReader input)
{
    /// <summary>Reads a line, without its CR LF.</summary>
    /// <exception cref="DockerException">It is longer than a line may be, ended in another way, or cut off.</exception>
    public async ValueTask<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (buffer.PositionOf((byte)'\n') is { } end)
            {
                // Latin-1, as RFC 9110, 5.5, has it for what is not ASCII: it loses nothing.
                ReadOnlySequence<byte> bytes = buffer.Slice(0, end);
                string line = bytes.Length <= HttpLimits.MostLine ? Encoding.Latin1.GetString(bytes) : throw TooLong();
                input.AdvanceTo(buffer.GetPosition(1, end));
                return line.EndsWith('\r') ? line[..^1] : throw new DockerException("the answer has a line that does not end in CR LF");
            }

            if (buffer.Length > HttpLimits.MostLine)
            {
                throw TooLong();
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                throw CutOff();
            }
        }
    }

    /// <summary>Reads as many bytes as are at hand, at least one; 0 at the end.</summary>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
        ReadOnlySequence<byte> taken = result.Buffer.Slice(0, Math.Min(buffer.Length, result.Buffer.Length));
        taken.CopyTo(buffer.Span);
        input.AdvanceTo(taken.End);
        return (int)taken.Length;
    }

    /// <summary>The answer ended before it should.</summary>
    public static DockerException CutOff() => new("the answer is cut off");

    private static DockerException TooLong() => new($"the answer has a line of more than {HttpLimits.MostLine} bytes");
}
