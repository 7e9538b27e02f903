using HostIpc.Execution;
using HostIpc.Policy;

namespace HostIpc.Docker.Commands;

/// <summary>Does what the <c>Docker</c> section of a command says, by the engine's API.</summary>
/// <remarks>
/// What a peer says is held against the name that the container has, and what is done then is done to the id that was looked at. The engine takes the beginning of an id
/// for a container too, and a name can become another container's at any time: a pattern for names would else let a peer reach containers with other names.
/// </remarks>
internal sealed class DockerCommandHandler
{
    private const int Refused = 1;

    private readonly DockerCommandOptions _options;
    private readonly ArgumentTemplate _container;
    private readonly DockerClient _client;
    private readonly ContainerProgram _program;

    public DockerCommandHandler(DockerCommandOptions options, CommandOptions command, DockerClient client)
    {
        string[] parameters = [.. command.Parameters.Select(parameter => parameter.Name)];
        _options = options;
        _container = ArgumentTemplate.Parse(options.Container, parameters, out _);
        _client = client;
        _program = new ContainerProgram(options, parameters, command.Stdin, client.Containers);
    }

    /// <summary>Does it.</summary>
    /// <returns>0; the exit code of what was executed in the container; 1 where the engine refuses.</returns>
    /// <exception cref="DockerException">The engine cannot be asked.</exception>
    public async ValueTask<int> HandleAsync(CommandInvocation invocation, CancellationToken cancellationToken)
    {
        try
        {
            string asked = _container.Fill(invocation.Words) ?? "";
            ContainerDescription? container = await FindAsync(asked, invocation, cancellationToken).ConfigureAwait(false);
            return container is null ? await RefuseAsync(invocation, $"No such container: {asked}", cancellationToken).ConfigureAwait(false)
                : await ActAsync(container, invocation, cancellationToken).ConfigureAwait(false);
        }
        catch (DockerException e) when (e.Status is not null)
        {
            // Its own word: there is no such container, it is paused, the program is not in it.
            return await RefuseAsync(invocation, e.EngineMessage ?? e.Message, cancellationToken).ConfigureAwait(false);
        }
    }

    // What is the operator's own text may be whatever the engine takes for a container. The server's own requests know containers by their ids.
    private async Task<ContainerDescription?> FindAsync(string asked, CommandInvocation invocation, CancellationToken cancellationToken)
    {
        if (!ContainerReference.IsValid(asked))
        {
            return null;
        }

        ContainerDescription found = await _client.Containers.InspectAsync(asked, cancellationToken).ConfigureAwait(false);
        return _container.Parameters.Count == 0 || found.Name == asked || (invocation.Peer.IsOwn && found.Id == asked) ? found : null;
    }

    private Task<int> ActAsync(ContainerDescription container, CommandInvocation invocation, CancellationToken cancellationToken)
    {
        ContainerOperations containers = _client.Containers;
        return _options.Action switch
        {
            DockerAction.Restart => DoneAsync(containers.RestartAsync(container.Id, GraceOf(container), cancellationToken)),
            DockerAction.Start => DoneAsync(containers.StartAsync(container.Id, cancellationToken)),
            DockerAction.Stop => DoneAsync(containers.StopAsync(container.Id, GraceOf(container), cancellationToken)),
            DockerAction.Kill => DoneAsync(containers.KillAsync(container.Id, _options.Signal, cancellationToken)),
            DockerAction.Pause => DoneAsync(containers.PauseAsync(container.Id, cancellationToken)),
            DockerAction.Unpause => DoneAsync(containers.UnpauseAsync(container.Id, cancellationToken)),
            DockerAction.Exec => _program.RunAsync(container.Id, invocation, cancellationToken),
            DockerAction.Logs => PrintLogsAsync(container.Id, invocation, cancellationToken),
            _ => PrintAsync(container, invocation, cancellationToken),
        };
    }

    private async Task<int> PrintLogsAsync(string id, CommandInvocation invocation, CancellationToken cancellationToken)
    {
        var wanted = new LogsOptions
        {
            Follow = _options.Follow,
            Timestamps = _options.Timestamps,
            Tail = _options.Tail ?? DockerCommandOptions.DefaultTail,
            Since = _options.Since is { } back ? DateTimeOffset.UtcNow - back : null,
        };
        ContainerStreams stream = await _client.Containers.ReadLogsAsync(id, wanted, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await ContainerRelay.RunAsync(stream, invocation, cancellationToken).ConfigureAwait(false);
            return 0;
        }
    }

    private static async Task<int> PrintAsync(ContainerDescription container, CommandInvocation invocation, CancellationToken cancellationToken)
    {
        for (ReadOnlyMemory<byte> rest = container.Json; !rest.IsEmpty; rest = rest[Math.Min(rest.Length, ContainerRelay.PieceSize)..])
        {
            await invocation.WriteAsync(rest[..Math.Min(rest.Length, ContainerRelay.PieceSize)], cancellationToken).ConfigureAwait(false);
        }

        await invocation.WriteLineAsync("", cancellationToken).ConfigureAwait(false);
        return 0;
    }

    // The client waits for as long as it is told to, and knows nothing of what a container has of its own.
    private TimeSpan? GraceOf(ContainerDescription container) => _options.Grace ?? container.StopTimeout switch
    {
        null => null,
        < 0 => Timeout.InfiniteTimeSpan,
        { } seconds => TimeSpan.FromSeconds(Math.Min(seconds, DockerCommandOptions.LongestGrace.TotalSeconds)),
    };

    private static async Task<int> DoneAsync(Task done)
    {
        await done.ConfigureAwait(false);
        return 0;
    }

    private static async Task<int> RefuseAsync(CommandInvocation invocation, string message, CancellationToken cancellationToken)
    {
        await invocation.WriteErrorLineAsync(message, cancellationToken).ConfigureAwait(false);
        return Refused;
    }
}
