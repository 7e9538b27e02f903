namespace HostIpc.Docker.Engine.Http;

/// <summary>An answer's content that is still to be read, and the connection that it comes on.</summary>
internal sealed class HttpExchange(HttpConnection connection, HttpBody body) : IAsyncDisposable
{
    public HttpConnection Connection => connection;

    public HttpBody Body => body;

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
