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
    private readonly ContainerOperations _containers;
    private readonly ContainerProgram _program;

    public DockerCommandHandler(DockerCommandOptions options, CommandOptions command, DockerClient client)
    {
        string[] parameters = [.. command.Parameters.Select(parameter => parameter.Name)];
        _options = options;
        _container = ArgumentTemplate.Parse(options.Container, parameters, out _);
        _containers = client.Containers;
        _program = new ContainerProgram(options, parameters, command.Stdin, _containers);
    }

    /// <summary>Does it.</summary>
    /// <returns>0; the exit code of what was executed in the container; 1 where the engine refuses.</returns>
    /// <exception cref="DockerException">The engine cannot be asked.</exception>
    public async ValueTask<int> HandleAsync(CommandContext context, CancellationToken cancellationToken)
    {
        bool isSelf = _options.Container == DockerCommandOptions.Self;
        string asked = isSelf ? context.Peer.Container?.Id ?? "" : _container.Fill(context.Words) ?? "";
        string refusal = isSelf && asked.Length == 0 ? "The caller is in no container that the server knows" : $"No such container: {asked}";
        if (ContainerReference.IsValid(asked))
        {
            try
            {
                ContainerDescription container = await _containers.InspectAsync(asked, cancellationToken).ConfigureAwait(false);

                // What is the operator's own text may be whatever the engine takes for a container.
                if (isSelf ? container.Id == asked : _container.Parameters.Count == 0 || container.Name == asked)
                {
                    Task done = DoAsync(container, context, cancellationToken);
                    await done.ConfigureAwait(false);
                    return done is Task<int> { Result: var code } ? code : 0;
                }
            }
            catch (DockerException e) when (e.Status is not null)
            {
                // Its own word: there is no such container, it is paused, the program is not in it.
                refusal = e.EngineMessage ?? e.Message;
            }
        }

        await context.WriteErrorLineAsync(refusal, cancellationToken).ConfigureAwait(false);
        return Refused;
    }

    // A task of an int has the exit code; any other is 0.
    private Task DoAsync(ContainerDescription container, CommandContext context, CancellationToken cancellationToken) => _options.Action switch
    {
        DockerAction.Restart => _containers.RestartAsync(container.Id, GraceOf(container), cancellationToken),
        DockerAction.Start => _containers.StartAsync(container.Id, cancellationToken),
        DockerAction.Stop => _containers.StopAsync(container.Id, GraceOf(container), cancellationToken),
        DockerAction.Kill => _containers.KillAsync(container.Id, _options.Signal, cancellationToken),
        DockerAction.Pause => _containers.PauseAsync(container.Id, cancellationToken),
        DockerAction.Unpause => _containers.UnpauseAsync(container.Id, cancellationToken),
        DockerAction.Exec => _program.RunAsync(container.Id, context, cancellationToken),
        DockerAction.Logs => PrintLogsAsync(container.Id, context, cancellationToken),
        _ => ContainerRelay.PrintAsync(container.Json, context, cancellationToken),
    };

    private async Task PrintLogsAsync(string id, CommandContext context, CancellationToken cancellationToken)
    {
        var options = new LogsOptions
        {
            Follow = _options.Follow,
            Timestamps = _options.Timestamps,
            Tail = _options.Tail ?? DockerCommandOptions.DefaultTail,
            Since = _options.Since is { } back ? DateTimeOffset.UtcNow - back : null,
        };
        ContainerStreams streams = await _containers.ReadLogsAsync(id, options, cancellationToken).ConfigureAwait(false);
        await using (streams.ConfigureAwait(false))
        {
            await ContainerRelay.RunAsync(streams, context, cancellationToken).ConfigureAwait(false);
        }
    }

    // The client waits for as long as it is told to, and knows nothing of what a container has of its own.
    private TimeSpan? GraceOf(ContainerDescription container) => _options.Grace ?? container.StopTimeout switch
    {
        null => null,
        < 0 => Timeout.InfiniteTimeSpan,
        { } seconds => TimeSpan.FromSeconds(Math.Min(seconds, DockerCommandOptions.LongestGrace.TotalSeconds)),
    };
}
