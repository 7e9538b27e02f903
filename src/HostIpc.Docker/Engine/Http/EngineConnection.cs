using System.Net.Sockets;

namespace HostIpc.Docker.Engine.Http;

/// <summary>A connection to the engine, for one exchange.</summary>
internal sealed class EngineConnection : IAsyncDisposable
{
    private readonly DockerEndpoint _endpoint;
    private readonly Socket _socket;
    private readonly NetworkStream _transport;
    private readonly HttpMessageInvoker _client;
    private HttpResponseMessage? _response;
    private EngineStream? _stream;

    private EngineConnection(DockerEndpoint endpoint, Socket socket)
    {
        _endpoint = endpoint;
        _socket = socket;
        _transport = new NetworkStream(socket, ownsSocket: true);
        _client = EngineHttp.CreateClient(_transport);
    }

    /// <summary>What it goes over.</summary>
    public Socket Socket => _socket;

    /// <summary>The answer.</summary>
    /// <exception cref="InvalidOperationException">There is none yet.</exception>
    public HttpResponseMessage Response => _response ?? throw new InvalidOperationException("There is no answer yet.");

    /// <exception cref="SocketException">Nobody listens there.</exception>
    public static async Task<EngineConnection> OpenAsync(DockerEndpoint endpoint, CancellationToken cancellationToken) =>
        new(endpoint, await endpoint.ConnectAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>Sends the request and reads the head of the answer. To be called once.</summary>
    /// <param name="request">The request.</param>
    /// <param name="prefix">What comes before its path.</param>
    /// <param name="cancellationToken">Ends it, and with it the connection.</param>
    /// <exception cref="DockerException">What comes is no answer.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task SendAsync(EngineRequest request, string prefix, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = request.ToMessage(_endpoint, prefix);
        _response = await EngineHttp.SendAsync(_client, message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The content of the answer as it comes.</summary>
    /// <exception cref="InvalidOperationException">There is no answer yet.</exception>
    public EngineStream Content => _stream ??= new EngineStream(Response.Content.ReadAsStream());

    /// <summary>Sends bytes behind the request. An engine may have answered the wish for it (<see cref="EngineRequest.Upgrade"/>) with 101, or, an old one, with 200.</summary>
    /// <exception cref="IOException">The connection broke.</exception>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => _transport.WriteAsync(bytes, cancellationToken);

    /// <summary>Says that no more is sent. What the engine sends is still read.</summary>
    /// <exception cref="SocketException">The connection broke.</exception>
    public void CompleteWriting() => _socket.Shutdown(SocketShutdown.Send);

    public async ValueTask DisposeAsync()
    {
        // First the connection: nothing waits for the rest of the answer then.
        await _transport.DisposeAsync().ConfigureAwait(false);
        if (_stream is not null)
        {
            await _stream.DisposeAsync().ConfigureAwait(false);
        }

        _response?.Dispose();
        _client.Dispose();
    }
}
