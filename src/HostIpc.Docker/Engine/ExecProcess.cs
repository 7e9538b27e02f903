using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.Engine.Payloads;
using HostIpc.Docker.Engine.Streams;
using HostIpc.Interop;

namespace HostIpc.Docker;

/// <summary>A process that was started in a container. Disposing it closes the connection; the process goes on.</summary>
public sealed class ExecProcess : IAsyncDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(1);
    private static readonly TimeSpan FindPatience = TimeSpan.FromSeconds(2);

    private const int HighestSignal = 64; // SIGRTMAX

    private readonly EngineApi _api;

    private ExecProcess(EngineApi api, string id, ContainerStreams output)
    {
        _api = api;
        Id = id;
        Output = output;
    }

    /// <summary>The engine's id of it: 64 hexadecimal digits.</summary>
    public string Id { get; }

    /// <summary>Its output, and its input where it was asked for. It has to be read: a process that nobody reads waits once it has written some kilobytes.</summary>
    public ContainerStreams Output { get; }

    internal static async Task<ExecProcess> StartAsync(EngineApi api, string container, ExecOptions options, CancellationToken cancellationToken)
    {
        EngineRequest creation = EngineRequest.Post(ContainerPath.Of(container, "/exec"), ExecCreationRequest.Of(options), RequestJson.Default.ExecCreationRequest);
        string id = await api.ReadAsync(creation, AnswerJson.Default.CreatedAnswer, "what was made", CreatedAnswer.ToId, cancellationToken).ConfigureAwait(false);
        EngineRequest start = EngineRequest.Upgrade($"/exec/{Uri.EscapeDataString(id)}/start", new ExecStartRequest { Tty = options.HasTerminal }, RequestJson.Default.ExecStartRequest);
        return new ExecProcess(api, id, await ContainerStreams.OpenAsync(api, start, options.HasTerminal, options.HasInput, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Waits for its end, however long that takes. Read <see cref="Output"/> to its end first, or meanwhile.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The exit code; 128 + n where signal n ended it.</returns>
    /// <exception cref="DockerException">The engine cannot be asked, or knows of no end long after that of the output, as of a process that closed it and runs on.</exception>
    public async Task<int> WaitAsync(CancellationToken cancellationToken = default)
    {
        TimeSpan delay = FirstDelay;
        long? ended = null;
        while (true)
        {
            ExecAnswer state = await InspectAsync(cancellationToken).ConfigureAwait(false);
            if (state is { Running: not true, ExitCode: { } code })
            {
                return (int)code;
            }

            // The engine is told of the end and of the output's end in no order.
            ended = Output.HasEnded ? ended ?? _api.Time.GetTimestamp() : null;
            if (ended is { } since && _api.Time.GetElapsedTime(since) > _api.Timeout)
            {
                throw new DockerException($"the output of the process has ended, but not the process within {_api.Timeout.TotalSeconds} s (Timeout)");
            }

            await Task.Delay(delay, _api.Time, cancellationToken).ConfigureAwait(false);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    /// <summary>
    /// Ends the process: SIGTERM, and after the grace SIGKILL, for it and its process group. The Engine API cannot, so this is done on the process itself where it can be found with certainty: where this process is on the
    /// engine's machine, in its pid namespace, sees control groups with the ids of containers in them, and may send signals to it (root).
    /// </summary>
    /// <param name="grace">The time between both signals; zero for SIGKILL alone; at most a day.</param>
    /// <returns>True: it has ended, or had already. False: it cannot be found, and goes on.</returns>
    /// <exception cref="DockerException">The engine cannot be asked for it.</exception>
    public async Task<bool> EndAsync(TimeSpan grace)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(grace, TimeSpan.Zero, nameof(grace));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(grace, LongestGrace, nameof(grace));
        (LocalProcess? found, bool hasEnded) = await FindAsync().ConfigureAwait(false);
        if (found is null)
        {
            return hasEnded;
        }

        using LocalProcess process = found;
        if (grace > TimeSpan.Zero)
        {
            process.Signal(Signals.Terminate);
            await WaitForEndAsync(process, grace).ConfigureAwait(false);
        }

        if (process.IsAlive)
        {
            process.Signal(Signals.Kill);
            await WaitForEndAsync(process, _api.Timeout).ConfigureAwait(false);
        }

        return !process.IsAlive;
    }

    /// <summary>
    /// Sends a signal to the process and its process group. The Engine API cannot, so this is done on the process itself where it can be found with certainty, as <see cref="EndAsync"/> says.
    /// </summary>
    /// <param name="signal">The number, 1 to 64 (signal(7)).</param>
    /// <returns>True: it was sent, or the process has ended. False: the process cannot be found.</returns>
    /// <exception cref="DockerException">The engine cannot be asked for it.</exception>
    public async Task<bool> SignalAsync(int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(signal, 1, nameof(signal));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signal, HighestSignal, nameof(signal));
        (LocalProcess? found, bool hasEnded) = await FindAsync().ConfigureAwait(false);
        using LocalProcess? process = found;
        process?.Signal(signal);
        return process is not null || hasEnded;
    }

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => Output.DisposeAsync();

    // An engine says that a program runs, and passes on what it writes, a moment before it says as which process.
    private async Task<(LocalProcess? Process, bool HasEnded)> FindAsync()
    {
        long start = _api.Time.GetTimestamp();
        while (true)
        {
            ExecAnswer state = await InspectAsync(CancellationToken.None).ConfigureAwait(false);
            if (state.Running != true)
            {
                return (null, true);
            }

            if (LocalProcess.TryOpenExec((int)(state.Pid ?? 0), state.ContainerId!) is { } process)
            {
                return (process, false);
            }

            if (state.Pid > 0 || _api.Time.GetElapsedTime(start) >= FindPatience)
            {
                return (null, (await InspectAsync(CancellationToken.None).ConfigureAwait(false)).Running != true);
            }

            await Task.Delay(FirstDelay, _api.Time).ConfigureAwait(false);
        }
    }

    private async Task WaitForEndAsync(LocalProcess process, TimeSpan bound)
    {
        long start = _api.Time.GetTimestamp();
        while (process.IsAlive && _api.Time.GetElapsedTime(start) < bound)
        {
            await Task.Delay(FirstDelay, _api.Time).ConfigureAwait(false);
        }
    }

    private Task<ExecAnswer> InspectAsync(CancellationToken cancellationToken) =>
        _api.ReadAsync(EngineRequest.Get($"/exec/{Uri.EscapeDataString(Id)}/json"), AnswerJson.Default.ExecAnswer, "an exec", ExecAnswer.Check, cancellationToken);
}
