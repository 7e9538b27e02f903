using System.Globalization;
using HostIpc.Admission;
using HostIpc.Connections;
using HostIpc.Conversations;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Pipeline;
using HostIpc.Policy;
using HostIpc.Text;
using HostIpc.Timing;
using HostIpc.Transports;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace HostIpc.Hosting;

/// <summary>
/// Serves every transport. It stops in stages: accept nothing new, let what was accepted run, end what is left, dispose.
/// </summary>
internal sealed partial class HostIpcService(
    IEnumerable<IConnectionListener> listeners,
    IEnumerable<IConnectionListenerSource> sources,
    ConnectionHandler server,
    CommandDispatcher own,
    ServerState state,
    UnreadBudget unread,
    ListenerHealth health,
    LimitsInForce limits,
    CommandLog log,
    CommandIdCounter ids,
    PeerIdentifier identifier,
    CommandExecutor executor,
    IOptions<HostIpcOptions> options,
    BuiltInPolicyUse builtInPolicy,
    IEnumerable<CommandOptions> commands,
    TimeProvider time,
    ILogger<HostIpcService> logger,
    Task threads) : IHostedService, IDisposable
{
    // After the time to stop: between SIGTERM and SIGKILL, from there to the end of each command in the log, and from there to the end. All of it is less than a second: with
    // the default of StopTimeout it stays under Docker's 10 seconds.
    private static readonly TimeSpan LongestLastGrace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LastWait = TimeSpan.FromMilliseconds(550);
    private static readonly TimeSpan LongestDisposal = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan UpkeepInterval = TimeSpan.FromSeconds(5);

    // Who is told that there are too many connections is one too, for a moment.
    private static readonly int MaxRefusals = LimitsInForce.AtOnce;

    private readonly IConnectionListener[] _listeners = [.. listeners, .. sources.SelectMany(static source => source.Create())];
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _stopped = new();
    private readonly List<Task> _serving = [];
    private readonly ConcurrencyLimiter<PeerKey> _places = state.Places;
    private readonly SemaphoreSlim _refusals = new(MaxRefusals);
    private readonly RateLimit _tooMany = RateLimit.OncePerMinute(time);

    private ITimer? _upkeep;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        OpenFileLimit.RaiseWhenNeeded((ulong)limits.Needed);
        if (limits.Warning is { } warning)
        {
            LogLimits(warning);
        }

        if (options.Value.AllowShell is null && builtInPolicy.IsUsed && !commands.Any())
        {
            LogOpenShell();
        }

        foreach (IConnectionListener listener in _listeners)
        {
            await listener.BindAsync(cancellationToken).ConfigureAwait(false);
        }

        await threads.ConfigureAwait(false);
        OpenLog();
        health.Start(_listeners);
        _upkeep = time.CreateTimer(static service => ((HostIpcService)service!).KeepUp(), this, UpkeepInterval, UpkeepInterval);
        // Before the first client, which may take all that there are.
        DescriptorReserve.SetRunning(true);
        foreach (IConnectionListener listener in _listeners)
        {
            _serving.Add(ServeAsync(listener));
        }

        foreach (IConnectionListener listener in _listeners)
        {
            LogServing(listener.Endpoint);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        health.SetPhase(ServerPhase.Stopping);
        if (_upkeep is not null)
        {
            await _upkeep.DisposeAsync().ConfigureAwait(false);
            _upkeep = null;
            DescriptorReserve.SetRunning(false);
            DescriptorReserve.Release();
        }

        foreach (IConnectionListener listener in _listeners)
        {
            await listener.StopAcceptingAsync().ConfigureAwait(false);
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        Task served = Task.WhenAll([own.StopAcceptingAsync(), .. _serving]);
        await served.WaitAsync(options.Value.StopTimeout, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!served.IsCompleted)
        {
            await _stopped.CancelAsync().ConfigureAwait(false);
            await own.EndAsync().ConfigureAwait(false);
            TimeSpan grace = options.Value.Execution.KillGrace < LongestLastGrace ? options.Value.Execution.KillGrace : LongestLastGrace;
            await served.WaitAsync(grace, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        executor.Dispose();
        await served.WaitAsync(LastWait, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Task disposed = Task.WhenAll(_listeners.Select(static listener => listener.DisposeAsync().AsTask()));
        await disposed.WaitAsync(served.IsCompleted ? LastWait : LongestDisposal, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        log.Server("stopped");

        // Whoever has waited for the stop finds all of it in the log, unless the disk takes nothing.
        await ((Task)Task.Run(log.WaitUntilWritten, CancellationToken.None)).WaitAsync(served.IsCompleted ? LastWait : LongestDisposal, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        health.SetPhase(ServerPhase.Stopped);
        LogStopped();
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _stopped.Dispose();
        _refusals.Dispose();
        _upkeep?.Dispose();
    }

    private void KeepUp()
    {
        DescriptorReserve.Fill();
        OpenFileLimit.LowerWhenPossible();
        unread.GiveBackMemory();
    }

    // Not before everything is bound: where another server has it, that one's log is not touched.
    private void OpenLog()
    {
        LogHistory history = log.Open();
        ids.StartAfter(history.LastId);
        string version = ProductVersion.Of(typeof(HostIpcService).Assembly);
        string target = options.Value.Execution.Target == ExecutionTarget.Host ? "host" : "local";
        log.Server(string.Create(CultureInfo.InvariantCulture, $"{LogHistory.Started}version {version}, pid {Environment.ProcessId}, target {target}"));
        if (history.Unfinished.Count > 0)
        {
            log.Server($"the server before this one ended while requests ran or waited, which have no end here: {history.FormatUnfinished()}");
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Serving {Endpoint}")]
    private partial void LogServing(string endpoint);

    [LoggerMessage(2, LogLevel.Information, "Stopped")]
    private partial void LogStopped();

    [LoggerMessage(7, LogLevel.Warning, "{Warning}")]
    private partial void LogLimits(string warning);

    [LoggerMessage(6, LogLevel.Warning, "The shell is open: no command is defined, and HostIpcOptions.AllowShell is not set. Set it to true to confirm this, or to false to close the shell")]
    private partial void LogOpenShell();
}
