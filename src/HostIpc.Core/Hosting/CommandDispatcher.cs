using System.Globalization;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Pipeline;
using HostIpc.Protocol;

namespace HostIpc.Hosting;

/// <summary>Requests of the server's own and of its application. They go the way of all others.</summary>
internal sealed class CommandDispatcher(CommandPipeline pipeline, CommandIdCounter ids, RequestLog log) : ICommandDispatcher, IDisposable
{
    // Whoever makes them has a bound of its own, which should be lower.
    private const int MaxPending = 256;

    private static readonly Rejection Busy =
        new(RejectionReason.Busy, string.Create(CultureInfo.InvariantCulture, $"{MaxPending} requests of the server's own are pending already"));

    private readonly Lock _lock = new();
    private readonly HashSet<Task> _pending = [];
    private readonly CancellationTokenSource _stopped = new();
    private bool _isStopping;

    public Task<ExecutionResult> RunAsync(Peer peer, CommandRequest request, IOutputSink? output = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync(peer, request, output, (lane, id) => pipeline.RunAsync(lane, id, request), cancellationToken);
    }

    public Task<ExecutionResult> RunPlanAsync(Peer peer, CommandRequest request, ExecutionPlan plan, IOutputSink? output = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return RunAsync(peer, request, output, (lane, id) => pipeline.RunPlanAsync(lane, id, request, plan), cancellationToken);
    }

    /// <summary>Takes nothing new.</summary>
    /// <returns>Done when what was taken has ended.</returns>
    public Task StopAcceptingAsync()
    {
        lock (_lock)
        {
            _isStopping = true;
            return Task.WhenAll(_pending);
        }
    }

    /// <summary>Ends what runs.</summary>
    public Task EndAsync() => _stopped.CancelAsync();

    public void Dispose() => _stopped.Dispose();

    private Task<ExecutionResult> RunAsync(
        Peer peer, CommandRequest request, IOutputSink? output, Func<CommandLane, long, RequestResult> run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(peer);
        IdentifiedPeer caller = IdentifiedPeer.Of(peer);
        lock (_lock)
        {
            long id = ids.Next();
            if (_isStopping || _pending.Count >= MaxPending)
            {
                Rejection rejection = _isStopping ? CommandLane.Stopping : Busy;
                log.RefusedAhead(id, caller, ReceivedRequest.TextOf(request), isListed: false, rejection);
                return Task.FromResult<ExecutionResult>(rejection);
            }

            Task<ExecutionResult> running = Task.Run(() => ServeAsync(id, caller, output, run, cancellationToken), CancellationToken.None);
            _pending.Add(running);
            _ = running.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return running;
        }
    }

    private async Task<ExecutionResult> ServeAsync(
        long id, IdentifiedPeer caller, IOutputSink? output, Func<CommandLane, long, RequestResult> run, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token, cancellationToken);
        using CommandLane lane = pipeline.OpenLane(caller, reply: null, output, yieldsThread: null, ending.Token, _stopped.Token);
        return await run(lane, id).ConfigureAwait(false);
    }

    private void Forget(Task running)
    {
        lock (_lock)
        {
            _pending.Remove(running);
        }
    }
}
