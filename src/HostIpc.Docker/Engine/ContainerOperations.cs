using System.Globalization;
using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.Engine.Payloads;

namespace HostIpc.Docker;

/// <summary>What can be done with containers. A container is named by its name, its id, or as much of the beginning of its id as is no other's.</summary>
/// <remarks>
/// Each method throws <see cref="ArgumentException"/> for a name that no container can have, and <see cref="DockerException"/> where the engine refuses (a status of 404:
/// there is no such container; 409: its state does not allow it) or cannot be asked. Cancelling ends the waiting for the answer, not what the engine has begun.
/// </remarks>
public sealed class ContainerOperations
{
    private const int NotModified = 304;

    private static readonly TimeSpan UsualGrace = TimeSpan.FromSeconds(10);

    private readonly EngineApi _api;

    internal ContainerOperations(EngineApi api) => _api = api;

    /// <summary>Lists containers.</summary>
    /// <param name="all">Whether those that do not run are listed too.</param>
    /// <param name="filter">Which are wanted; null for every one. One for a <c>status</c> lists what does not run by itself.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<IReadOnlyList<ContainerSummary>> ListAsync(bool all = false, DockerFilter? filter = null, CancellationToken cancellationToken = default)
    {
        QueryText query = new QueryText().Add("all", all).Add("filters", filter?.ToString());
        return await _api.ReadAsync(EngineRequest.Get($"/containers/json{query}"), AnswerJson.Default.ListListedContainer, "containers", ListedContainer.ToSummaries, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Describes a container.</summary>
    /// <param name="container">The container.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ContainerDescription> InspectAsync(string container, CancellationToken cancellationToken = default) =>
        await _api.ReadAsync(EngineRequest.Get(ContainerPath.Of(container, "/json")), AnswerJson.Default.ContainerAnswer, "a container", ContainerAnswer.ToDescription, cancellationToken).ConfigureAwait(false);

    /// <summary>Makes a container. It does not run yet.</summary>
    /// <param name="creation">What it is made of.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its id.</returns>
    public async Task<string> CreateAsync(ContainerCreation creation, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(creation);
        EngineRequest request = EngineRequest.Post($"/containers/create{new QueryText().Add("name", creation.Name)}", CreationRequest.Of(creation), RequestJson.Default.CreationRequest);
        return await _api.ReadAsync(request, AnswerJson.Default.CreatedAnswer, "what was made", CreatedAnswer.ToId, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a container.</summary>
    /// <param name="container">The container.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False: it ran already.</returns>
    public Task<bool> StartAsync(string container, CancellationToken cancellationToken = default) => ChangeAsync(container, "/start", cancellationToken);

    /// <summary>Stops a container: its stop signal, and after the grace SIGKILL. Answers when it has ended.</summary>
    /// <param name="container">The container.</param>
    /// <param name="grace">The grace, rounded up to seconds; infinite for no SIGKILL. Null: the container's own, which is 10 s where it has none; one that is longer needs a longer <see cref="DockerClientOptions.Timeout"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False: it did not run.</returns>
    public Task<bool> StopAsync(string container, TimeSpan? grace = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(container, $"/stop{new QueryText().Add("t", SecondsOf(grace))}", cancellationToken, grace ?? UsualGrace);

    /// <summary>Stops a container, if it runs, and starts it.</summary>
    /// <param name="container">The container.</param>
    /// <param name="grace">As for <see cref="StopAsync"/>.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task RestartAsync(string container, TimeSpan? grace = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(container, $"/restart{new QueryText().Add("t", SecondsOf(grace))}", cancellationToken, grace ?? UsualGrace);

    /// <summary>Sends a signal to a container's first process.</summary>
    /// <param name="container">The container. One that does not run is a <see cref="DockerException"/> with the status 409.</param>
    /// <param name="signal">The signal, by its name or number: <c>SIGHUP</c>. Null: SIGKILL.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task KillAsync(string container, string? signal = null, CancellationToken cancellationToken = default) =>
        ChangeAsync(container, $"/kill{new QueryText().Add("signal", signal)}", cancellationToken);

    /// <summary>Freezes all processes of a container.</summary>
    /// <param name="container">The container.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task PauseAsync(string container, CancellationToken cancellationToken = default) => ChangeAsync(container, "/pause", cancellationToken);

    /// <summary>Lets the processes of a paused container go on.</summary>
    /// <param name="container">The container.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task UnpauseAsync(string container, CancellationToken cancellationToken = default) => ChangeAsync(container, "/unpause", cancellationToken);

    /// <summary>Waits until a container does not run, however long that takes.</summary>
    /// <param name="container">The container. One that does not run has ended already.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Its exit code; 128 + n where signal n ended it.</returns>
    public async Task<int> WaitAsync(string container, CancellationToken cancellationToken = default)
    {
        EngineRequest request = EngineRequest.Post(ContainerPath.Of(container, "/wait"));
        return await _api.ReadAsync(request, AnswerJson.Default.WaitAnswer, "the end of a container", WaitAnswer.ToExitCode, cancellationToken, Timeout.InfiniteTimeSpan).ConfigureAwait(false);
    }

    /// <summary>Gives a container another name.</summary>
    /// <param name="container">The container.</param>
    /// <param name="name">The name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public Task RenameAsync(string container, string name, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return ChangeAsync(container, $"/rename{new QueryText().Add("name", name)}", cancellationToken);
    }

    /// <summary>Removes a container.</summary>
    /// <param name="container">The container.</param>
    /// <param name="force">Whether one that runs is killed first; otherwise it is an error.</param>
    /// <param name="volumes">Whether the volumes without a name that it has are removed too.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task RemoveAsync(string container, bool force = false, bool volumes = false, CancellationToken cancellationToken = default)
    {
        QueryText query = new QueryText().Add("force", force).Add("v", volumes);
        await _api.SendAsync(EngineRequest.Delete(ContainerPath.Of(container, query.ToString())), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads a container's log.</summary>
    /// <param name="container">The container.</param>
    /// <param name="options">What of it; null for all that there is.</param>
    /// <param name="cancellationToken">Ends the wait for the stream, not the stream.</param>
    public async Task<ContainerStreams> ReadLogsAsync(string container, LogsOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new LogsOptions();
        QueryText query = new QueryText()
            .Add("follow", options.Follow)
            .Add("stdout", options.Output)
            .Add("stderr", options.Error)
            .Add("timestamps", options.Timestamps)
            .Add("since", options.Since)
            .Add("until", options.Until)
            .Add("tail", options.Tail?.ToString(CultureInfo.InvariantCulture));
        ContainerDescription description = await InspectAsync(container, cancellationToken).ConfigureAwait(false);
        return await ContainerStreams.OpenAsync(_api, EngineRequest.Get(ContainerPath.Of(description.Id, $"/logs{query}")), description.HasTerminal, hasInput: false, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Attaches to a container's first process.</summary>
    /// <param name="container">The container. It need not run yet: what it writes once it does comes then.</param>
    /// <param name="options">To what; null for both streams of its output from now on.</param>
    /// <param name="cancellationToken">Ends the wait for the stream, not the stream.</param>
    public async Task<ContainerStreams> AttachAsync(string container, AttachOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new AttachOptions();
        QueryText query = new QueryText()
            .Add("logs", options.Logs)
            .Add("stream", options.Follow)
            .Add("stdin", options.Input)
            .Add("stdout", options.Output)
            .Add("stderr", options.Error);

        // Only from API 1.42 on does the stream itself say whether it is multiplexed, and then only where nothing in between changes its Content-Type. By the id that was found, nobody
        // can put another container under the name between the two requests.
        ContainerDescription description = await InspectAsync(container, cancellationToken).ConfigureAwait(false);
        return await ContainerStreams.OpenAsync(_api, EngineRequest.Upgrade(ContainerPath.Of(description.Id, $"/attach{query}")), description.HasTerminal, options.Input, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a process in a container that runs.</summary>
    /// <param name="container">The container. One that does not run is a <see cref="DockerException"/> with the status 409.</param>
    /// <param name="options">What is run. A program that is not there is an exit code of 126 or 127, or a <see cref="DockerException"/>, by the engine's version.</param>
    /// <param name="cancellationToken">Ends the wait for its start, not the process.</param>
    public Task<ExecProcess> ExecAsync(string container, ExecOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ExecProcess.StartAsync(_api, container, options, cancellationToken);
    }

    // False: it was so already.
    private async Task<bool> ChangeAsync(string container, string rest, CancellationToken cancellationToken, TimeSpan extraTime = default)
    {
        EngineAnswer answer = await _api.TrySendAsync(EngineRequest.Post(ContainerPath.Of(container, rest)), cancellationToken, extraTime).ConfigureAwait(false);
        return answer.IsSuccess || (answer.Status == NotModified ? false : throw answer.ToException());
    }

    private static string? SecondsOf(TimeSpan? grace) =>
        grace == Timeout.InfiniteTimeSpan ? "-1"
        : grace is not { } time ? null
        : time >= TimeSpan.Zero && time <= TimeSpan.FromDays(1) ? Math.Ceiling(time.TotalSeconds).ToString(CultureInfo.InvariantCulture)
        : throw new ArgumentOutOfRangeException(nameof(grace), grace, "Zero to a day is wanted, or an infinite time.");
}
