using System.Net.Sockets;
using HostIpc.Docker.Engine.Events;
using HostIpc.Docker.Engine.Http;

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

    /// <summary>Whether the last question was answered with a refusal, as a proxy before the daemon may refuse its events.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Asks whether it is there.</summary>
    /// <returns>Which one; null where none answers in time.</returns>
    public Task<DaemonIdentity?> AskAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (!presence.IsDormant())
        {
            return ExchangeAsync("/_ping", patience, isHeld: false, cancellationToken);
        }

        Problem = DaemonPresence.DormantReason;
        return Task.FromResult<DaemonIdentity?>(null);
    }

    /// <summary>Keeps a connection until it breaks.</summary>
    /// <returns>Which one it was with; null where there was none.</returns>
    public Task<DaemonIdentity?> HoldAsync(CancellationToken cancellationToken) => ExchangeAsync(Events, HeadPatience, isHeld: true, cancellationToken);

    private async Task<DaemonIdentity?> ExchangeAsync(string target, TimeSpan patience, bool isHeld, CancellationToken cancellationToken)
    {
        DaemonIdentity? daemon = null;
        IsRefused = false;
        using var bound = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            EngineConnection connection = await EngineConnection.OpenAsync(endpoint, either.Token).ConfigureAwait(false);
            await using (connection.ConfigureAwait(false))
            {
                await connection.SendAsync(EngineRequest.Get(target), "", either.Token).ConfigureAwait(false);
                IsRefused = !EngineAnswer.IsSuccessStatus(connection.Response.StatusCode);
                Problem = IsRefused ? $"{endpoint} answers with {(int)connection.Response.StatusCode}" : "";
                daemon = IsRefused && !isHeld ? null : DaemonIdentity.Of(connection.Socket, presence);
                bound.CancelAfter(Timeout.InfiniteTimeSpan);
                byte[] nothing = new byte[BufferSize];
                while (isHeld && !IsRefused && await connection.Content.ReadAsync(nothing, either.Token).ConfigureAwait(false) > 0)
                {
                }
            }
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Problem = e switch
            {
                OperationCanceledException => $"{endpoint} does not answer within {patience.TotalSeconds} s",
                SocketException failure => endpoint.Describe(failure),
                _ => $"{endpoint}: {e.Message}",
            };
        }

        return daemon;
    }
}
