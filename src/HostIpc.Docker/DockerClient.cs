using System.Net.Sockets;
using HostIpc.Docker.Http;
using HostIpc.Transports;

namespace HostIpc.Docker;

/// <summary>Asks a Docker Engine over its Unix socket (docs.docker.com/reference/api/engine). Without a version in the path it answers in its newest.</summary>
internal sealed class DockerClient(DockerOptions options, TimeProvider time)
{
    // A description takes some kilobytes; labels and environment can make it longer.
    private const int MostContent = 1 << 20;

    private const int Found = 200;
    private const int NotFound = 404;

    /// <summary>The container of that id, or of that name: the engine looks for both. Null where there is none.</summary>
    /// <exception cref="DockerException">The engine does not answer in time, or says something else.</exception>
    public async Task<PeerContainer?> FindContainerAsync(string id, CancellationToken cancellationToken)
    {
        (int status, ReadOnlyMemory<byte> content) =
            await ExchangeAsync(new HttpRequest("GET", $"/containers/{Uri.EscapeDataString(id)}/json"), cancellationToken).ConfigureAwait(false);
        return status switch
        {
            Found => ContainerPayload.Read(content),
            NotFound => null,
            _ => throw new DockerException($"the answer is {status}: {ErrorPayload.Read(content)}") { Status = status },
        };
    }

    private async Task<(int Status, ReadOnlyMemory<byte> Content)> ExchangeAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(options.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            HttpConnection connection = await HttpConnection.OpenAsync(options.Socket, either.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                HttpResponse response = await connection.ExchangeAsync(request, either.Token).ConfigureAwait(false);
                return (response.Status, await response.Body.ReadToEndAsync(MostContent, either.Token).ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DockerException($"there is no whole answer within {options.Timeout.TotalSeconds} s (Docker:Timeout)", e);
        }
        catch (Exception e) when (e is SocketException or IOException and not DockerException)
        {
            throw new DockerException(e.Message, e);
        }
    }
}
