using System.IO.Pipelines;
using System.Net.Sockets;

namespace HostIpc.Docker.Http;

/// <summary>A connection to the engine, for one exchange.</summary>
/// <remarks>
/// Small, and our own: the framework's client for HTTP makes a native server 3 MB larger, half as large again as it is, and an engine on a Unix
/// socket needs nothing of what it has beyond this. A connection for each exchange costs a fraction of a millisecond there.
/// </remarks>
internal sealed class HttpConnection : IAsyncDisposable
{
    private readonly Stream _stream;
    private readonly PipeReader _reader;
    private readonly HttpInput _input;

    public HttpConnection(Stream stream)
    {
        _stream = stream;
        _reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: HttpLimits.MostLine, leaveOpen: true));
        _input = new HttpInput(_reader);
    }

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<HttpConnection> OpenAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken).ConfigureAwait(false);
            return new HttpConnection(new NetworkStream(socket, ownsSocket: true));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks, and reads the head of the answer.</summary>
    /// <exception cref="DockerException">What comes is no answer.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async ValueTask<HttpResponse> ExchangeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(request.Write(), cancellationToken).ConfigureAwait(false);
        return await HttpResponse.ReadAsync(_input, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _reader.CompleteAsync().ConfigureAwait(false);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }
}
