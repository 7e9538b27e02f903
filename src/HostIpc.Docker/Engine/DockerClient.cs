using HostIpc.Docker.Engine;
using HostIpc.Docker.Engine.Events;
using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.Engine.Payloads;

namespace HostIpc.Docker;

/// <summary>
/// Asks a Docker Engine (docs.docker.com/reference/api/engine), from 1.12 (API 1.24) on, over its Unix socket or, without TLS, over TCP. It is safe for many to use at the same time, and holds nothing that
/// would have to be disposed of: each exchange has a connection of its own.
/// </summary>
/// <remarks>
/// The version of the API is the newest that both sides speak, at most 1.51. It is asked for with the first question, and again when an engine says that it speaks that one no more.
/// </remarks>
public sealed class DockerClient
{
    private const int NotFound = 404;

    private readonly EngineApi _api;

    /// <summary>Makes one. Nothing is connected to yet.</summary>
    /// <param name="options">The settings; null for the usual.</param>
    /// <param name="time">The clock of timeouts and delays; null for the system's.</param>
    /// <exception cref="ArgumentException">The endpoint, or the one of <c>DOCKER_HOST</c>, is none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public DockerClient(DockerClientOptions? options = null, TimeProvider? time = null)
    {
        options ??= new DockerClientOptions();
        options.Validate();
        _api = new EngineApi(DockerEndpoint.Find(options.Endpoint), options.Timeout, options.MaxAnswerBytes, time ?? TimeProvider.System);
        Containers = new ContainerOperations(_api);
    }

    /// <summary>Where the engine is: <c>unix:///var/run/docker.sock</c>.</summary>
    public string Endpoint => _api.Endpoint.Text;

    internal EngineApi Api => _api;

    /// <summary>What can be done with containers.</summary>
    public ContainerOperations Containers { get; }

    /// <summary>Asks whether the engine answers.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DockerException">It does not.</exception>
    public Task PingAsync(CancellationToken cancellationToken = default) => _api.PingAsync(cancellationToken);

    /// <summary>Asks what the engine is.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DockerException">It does not answer as an engine does.</exception>
    public async Task<DockerVersion> GetVersionAsync(CancellationToken cancellationToken = default) =>
        await _api.ReadAsync(EngineRequest.Get("/version"), AnswerJson.Default.VersionAnswer, "the engine's version", VersionAnswer.ToVersion, cancellationToken).ConfigureAwait(false);

    /// <summary>Asks what the engine has, and where it runs.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="DockerException">It does not answer as an engine does.</exception>
    public async Task<DockerInfo> GetInfoAsync(CancellationToken cancellationToken = default) =>
        await _api.ReadAsync(EngineRequest.Get("/info"), AnswerJson.Default.InfoAnswer, "the engine", InfoAnswer.ToInfo, cancellationToken).ConfigureAwait(false);

    /// <summary>
    /// Reads events, without end: where the connection is lost, or cannot be made yet, it is made again, after 100 ms at first and 5 s at last, and goes on where it was. No event comes twice, and none is lost but those that the
    /// engine itself forgets: it keeps 256 while nobody is connected, and none when it ends.
    /// </summary>
    /// <param name="options">Which events; null for all from now on.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DockerException">The engine says at the first time that what is asked for is wrong, as a filter that it does not know. Everything else is a reason to try again.</exception>
    /// <remarks>
    /// <para>An engine drops events for a reader who is more than about a thousand behind. Handle them quickly, or put them into a queue.</para>
    /// <para>
    /// Where systemd holds the engine's Unix socket (<c>docker.socket</c>, the default of Debian and Ubuntu), connecting to it starts an engine that was stopped. So while process 1 in view is systemd, holds the socket, and no
    /// process named <c>dockerd</c> is in view, no attempt is made. Where it cannot be seen whether it holds the socket, for want of CAP_SYS_PTRACE, it is taken for so.
    /// </para>
    /// </remarks>
    public IAsyncEnumerable<DockerEvent> ReadEventsAsync(EventOptions? options = null, CancellationToken cancellationToken = default) =>
        EventSource.ReadAsync(_api, options ?? new EventOptions(), new DaemonPresence(_api.Endpoint), cancellationToken);

    /// <summary>Describes the container that this process is in.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Null where it is in none, where nothing tells in which, or where it is not one of this engine's.</returns>
    /// <exception cref="DockerException">The engine does not answer as an engine does.</exception>
    /// <remarks>The id is that of the process's control group, else that of the directory that the engine mounts <c>/etc/hostname</c> and its like from.</remarks>
    public async Task<ContainerDescription?> FindOwnContainerAsync(CancellationToken cancellationToken = default)
    {
        if (OwnContainer.FindId() is not { } id)
        {
            return null;
        }

        try
        {
            ContainerDescription container = await Containers.InspectAsync(id, cancellationToken).ConfigureAwait(false);
            return container.Id == id ? container : null;
        }
        catch (DockerException e) when (e.Status == NotFound)
        {
            return null;
        }
    }
}
