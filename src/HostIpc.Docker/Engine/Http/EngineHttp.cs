using System.Buffers;

namespace HostIpc.Docker.Engine.Http;

/// <summary>HTTP/1.1 on one connection to an engine, by the framework's client and within bounds.</summary>
/// <remarks>
/// Each exchange has a client of its own, whose only connection is made before it. The socket is known then: only the socket can end the input of a stream whose output is still read, and tells who
/// listens. And no request is sent twice: the framework connects and sends again where a connection ends before the answer, and an engine that stops must not be asked to kill or to execute again.
/// </remarks>
internal static class EngineHttp
{
    private const int PieceSize = 16 * 1024;

    /// <summary>Makes a client for one exchange.</summary>
    /// <param name="connection">What it goes over.</param>
    public static HttpMessageInvoker CreateClient(Stream connection)
    {
        Stream? unused = connection;
        return new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = (_, _) => Interlocked.Exchange(ref unused, null) is { } only ? ValueTask.FromResult(only) : ValueTask.FromException<Stream>(HttpFailure.CutOff()),
            MaxResponseHeadersLength = HttpFailure.MaxHeadKilobytes,
            PooledConnectionLifetime = TimeSpan.Zero,
            PooledConnectionIdleTimeout = TimeSpan.Zero,

            // What is left of an answer is not read: the connection is closed.
            MaxResponseDrainSize = 0,
            ResponseDrainTimeout = TimeSpan.Zero,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
        });
    }

    /// <summary>Sends a request and reads the head of the answer.</summary>
    /// <exception cref="DockerException">What comes is no answer.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await client.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw HttpFailure.CauseOf(e);
        }
    }

    /// <summary>Reads the whole content of an answer.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="maxBytes">The most bytes that it may have.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DockerException">It has more, is cut off, or is no content.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpResponseMessage response, int maxBytes, CancellationToken cancellationToken)
    {
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            var content = new ArrayBufferWriter<byte>();
            while (await stream.ReadAsync(piece, cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                if (content.WrittenCount + count > maxBytes)
                {
                    throw new DockerException($"the answer has more than {maxBytes} bytes");
                }

                content.Write(piece.AsSpan(0, count));
            }

            return content.WrittenMemory;
        }
        catch (Exception e) when (HttpFailure.IsFailure(e))
        {
            throw HttpFailure.CauseOf(e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
