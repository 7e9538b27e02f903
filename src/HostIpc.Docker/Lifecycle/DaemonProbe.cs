using System.Net.Sockets;
using HostIpc.Docker.Events;
using HostIpc.Docker.Http;

namespace HostIpc.Docker.Lifecycle;

/// <summary>Finds out over its socket whether the daemon is there, and when it is not any more.</summary>
internal sealed class DaemonProbe(DockerEndpoint endpoint, DaemonPresence presence, TimeProvider time)
{
    private const int BufferSize = 4096;

    private static readonly TimeSpan HeadPatience = TimeSpan.FromSeconds(10);

    // Few of them come: it is the connection that tells.
    private static readonly string Events = $"/events{new QueryText().Add("filters", new DockerFilter().Add("type", "daemon").ToString())}";

    /// <summary>Why the last question was not answered.</summary>
    public string Problem { get; private set; } = "";

    public DaemonPresence Presence => presence;

    /// <summary>Whether it answered that it does not let its events be read, as a proxy before it may.</summary>
    public bool RefusesEvents { get; private set; }

    /// <summary>Asks whether it is there.</summary>
    /// <returns>Which one; null where none answers in time.</returns>
    public async Task<DaemonIdentity?> AskAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (presence.IsDormant())
        {
            Problem = "no dockerd runs, and connecting would have systemd start it";
            return null;
        }

        using var bound = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            HttpConnection connection = await HttpConnection.OpenAsync(endpoint, either.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                return await ExchangeAsync(connection, "/_ping", either.Token).ConfigureAwait(false) is not null ? DaemonIdentity.Of(connection.Socket, presence) : null;
            }
        }
        catch (Exception e) when (IsLoss(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Problem = e is OperationCanceledException ? $"{endpoint} does not answer within {patience.TotalSeconds} s" : $"{endpoint}: {e.Message}";
            return null;
        }
    }

    /// <summary>Keeps a connection until it breaks.</summary>
    /// <returns>Which one it was with; null where there was none.</returns>
    public async Task<DaemonIdentity?> HoldAsync(CancellationToken cancellationToken)
    {
        DaemonIdentity? held = null;
        RefusesEvents = false;
        try
        {
            HttpConnection connection = await HttpConnection.OpenAsync(endpoint, cancellationToken).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                using var bound = new CancellationTokenSource(HeadPatience, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
                HttpBody? body = await ExchangeAsync(connection, Events, either.Token).ConfigureAwait(false);
                RefusesEvents = body is null;
                held = DaemonIdentity.Of(connection.Socket, presence);
                await (body is null ? Task.CompletedTask : ReadToEndAsync(body, cancellationToken)).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (IsLoss(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Problem = $"{endpoint}: {e.Message}";
        }

        return held;
    }

    private async Task<HttpBody?> ExchangeAsync(HttpConnection connection, string target, CancellationToken cancellationToken)
    {
        await connection.SendAsync(new HttpRequest("GET", target), "", cancellationToken).ConfigureAwait(false);
        HttpResponse response = await connection.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        Problem = HttpAnswer.IsSuccessStatus(response.Status) ? "" : $"{endpoint} answers with {response.Status}";
        return Problem.Length == 0 ? response.Body : null;
    }

    private static async Task ReadToEndAsync(HttpBody body, CancellationToken cancellationToken)
    {
        byte[] nothing = new byte[BufferSize];
        while (await body.ReadAsync(nothing, cancellationToken).ConfigureAwait(false) > 0)
        {
        }
    }

    private static bool IsLoss(Exception exception) => exception is SocketException or IOException or OperationCanceledException;
}
