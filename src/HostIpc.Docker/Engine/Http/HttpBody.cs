using System.Buffers;

namespace HostIpc.Docker.Engine.Http;

/// <summary>The content of an answer, however its end is told.</summary>
internal abstract class HttpBody
{
    private const int Step = 16 * 1024;

    /// <summary>Reads as many bytes as are at hand, at least one; 0 at the end.</summary>
    /// <exception cref="DockerException">It is cut off, or its pieces are not as they must be.</exception>
    public abstract ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Reads all of it.</summary>
    /// <param name="most">More than so many bytes are an error.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DockerException">There are more, or as for <see cref="ReadAsync"/>.</exception>
    public async ValueTask<ReadOnlyMemory<byte>> ReadToEndAsync(int most, CancellationToken cancellationToken)
    {
        var content = new ArrayBufferWriter<byte>();
        while (await ReadAsync(content.GetMemory(Step), cancellationToken).ConfigureAwait(false) is var count and > 0)
        {
            content.Advance(count);
            if (content.WrittenCount > most)
            {
                throw new DockerException($"the answer has more than {most} bytes");
            }
        }

        return content.WrittenMemory;
    }

    /// <summary>The body that goes with a head (RFC 9112, 6.3).</summary>
    /// <exception cref="DockerException">The head says two things, or what cannot be.</exception>
    public static HttpBody Of(int status, HttpHeaders headers, HttpInput input)
    {
        string? coding = headers.Find("Transfer-Encoding");
        string? length = headers.Find("Content-Length");
        return status is 204 or 304 ? new SizedBody(input, 0)
            : (coding, length) switch
            {
                (null, null) => new UnsizedBody(input),
                (null, not null) => new SizedBody(input, ParseLength(length)),
                (not null, null) when coding.Equals("chunked", StringComparison.OrdinalIgnoreCase) => new ChunkedBody(input),
                (not null, null) => throw new DockerException("the answer has a Transfer-Encoding other than chunked"),
                _ => throw new DockerException("the answer has both a Transfer-Encoding and a Content-Length"),
            };
    }

    // Digits and nothing else. The same length twice is joined to a text that is none.
    private static long ParseLength(string text) =>
        long.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long length)
            ? length
            : throw new DockerException("the answer has a Content-Length that is no length");
}
