using System.Globalization;
using System.Runtime.CompilerServices;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Pipeline;
using HostIpc.Protocol;
using HostIpc.Requests;

namespace HostIpc.Hosting;

/// <summary>Requests of the server's own and of its application. They go the way of all others.</summary>
internal sealed class CommandDispatcher(CommandPipeline requests) : ICommandDispatcher, IDisposable
{
    // Whoever makes them has a bound of its own, which should be lower.
    private const int MaxPending = 256;

    private static readonly Rejection Busy =
        new(RejectionReason.Busy, string.Create(CultureInfo.InvariantCulture, $"{MaxPending} requests of the server's own are pending already"));

    private readonly Lock _lock = new();
    private readonly HashSet<Task> _pending = [];
    private readonly CancellationTokenSource _stopped = new();
    private bool _isStopping;

    public Task<ExecutionResult> RunAsync(Peer peer, CommandRequest request, IOutputSink? output = null, CancellationToken cancellationToken = default) =>
        RunAsync(peer, request, plan: null, output, cancellationToken);

    public Task<ExecutionResult> RunPlanAsync(Peer peer, CommandRequest request, ExecutionPlan plan, IOutputSink? output = null, CancellationToken cancellationToken = default) =>
        RunAsync(peer, request, new StrongBox<ExecutionPlan>(plan), output, cancellationToken);

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

    private Task<ExecutionResult> RunAsync(Peer peer, CommandRequest request, StrongBox<ExecutionPlan>? plan, IOutputSink? output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(peer);
        ArgumentNullException.ThrowIfNull(request);
        lock (_lock)
        {
            long id = requests.Ids.Take(1);
            if (_isStopping || _pending.Count >= MaxPending)
            {
                Rejection rejection = _isStopping ? CommandPipeline.Stopping : Busy;
                requests.Log.Received(id, peer, request.Arguments is { } words ? CommandLineText.Of(words) : request.Line.Span);
                requests.Log.Refused(id, peer, rejection);
                return Task.FromResult<ExecutionResult>(rejection);
            }

            Task<ExecutionResult> running = Task.Run(() => ServeAsync(id, peer, request, plan, new CommandOutcome(output), cancellationToken), CancellationToken.None);
            _pending.Add(running);
            _ = running.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return running;
        }
    }

    private async Task<ExecutionResult> ServeAsync(long id, Peer peer, CommandRequest request, StrongBox<ExecutionPlan>? plan, CommandOutcome outcome, CancellationToken cancellationToken)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(_stopped.Token, cancellationToken);
        using var command = new PendingCommand(peer, containerId: null, requests.Log, requests.Limits, reply: null, ending.Token, _stopped.Token, outcome)
        {
            Id = id,
            Request = request,
            Given = plan,
        };
        requests.Active.Add(command);
        try
        {
            await requests.RunAsync(command).ConfigureAwait(false);
        }
        finally
        {
            requests.LeaveSlot(command);
            requests.Active.Remove(command);
        }

        return outcome.Result ?? ExecutionResult.Rejected(RejectionReason.Failed, "nothing became of it");
    }

    private void Forget(Task running)
    {
        lock (_lock)
        {
            _pending.Remove(running);
        }
    }
}
