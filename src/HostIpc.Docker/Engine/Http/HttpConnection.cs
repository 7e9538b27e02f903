using System.Net.Sockets;

namespace HostIpc.Docker.Engine.Http;

/// <summary>A connection to the engine, for one exchange.</summary>
/// <remarks>
/// Small, and our own: the framework's client for HTTP makes a native server 3 MB larger, half as large again as it is, and an engine on a Unix
/// socket needs nothing of what it has beyond this. A connection for each exchange costs a fraction of a millisecond there.
/// </remarks>
internal sealed class HttpConnection : IAsyncDisposable
{
    private readonly DockerEndpoint _endpoint;
    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly HttpInput _input;

    private HttpConnection(DockerEndpoint endpoint, Socket socket)
    {
        _endpoint = endpoint;
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _input = new HttpInput(_stream);
    }

    /// <summary>What it goes over.</summary>
    public Socket Socket => _socket;

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<HttpConnection> OpenAsync(DockerEndpoint endpoint, CancellationToken cancellationToken)
    {
        Socket socket = endpoint.CreateSocket();
        try
        {
            await socket.ConnectAsync(endpoint.ToEndPoint(), cancellationToken).ConfigureAwait(false);
            return new HttpConnection(endpoint, socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Asks.</summary>
    /// <param name="request">The question.</param>
    /// <param name="prefix">What comes before its path.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">The connection broke.</exception>
    public ValueTask SendAsync(HttpRequest request, string prefix, CancellationToken cancellationToken) =>
        _stream.WriteAsync(request.Write(_endpoint.Authority, prefix), cancellationToken);

    /// <summary>Reads the head of the answer.</summary>
    /// <exception cref="DockerException">What comes is no answer.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public ValueTask<HttpResponse> ReadHeadAsync(CancellationToken cancellationToken) => HttpResponse.ReadAsync(_input, cancellationToken);

    /// <summary>Sends bytes on a connection that has become one for bytes.</summary>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _stream.WriteAsync(bytes, cancellationToken);

    /// <summary>Says that no more is sent. What the engine sends is still read.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    public void CompleteWriting() => _socket.Shutdown(SocketShutdown.Send);

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
