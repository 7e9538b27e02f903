using System.Globalization;
using System.Runtime.CompilerServices;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;
using HostIpc.Requests;
using HostIpc.Transports;

namespace HostIpc.Hosting;

/// <summary>Requests that the server makes itself, because of what happened beside it. They go the way of all others, and nobody is answered.</summary>
internal sealed class OwnRequests(RequestLoop requests) : IDisposable
{
    // Whoever makes them has a bound of his own, which should be lower.
    private const int MostPending = 256;

    private static readonly Rejection Busy =
        new(RejectionReason.Busy, string.Create(CultureInfo.InvariantCulture, $"{MostPending} requests of the server's own are pending already"));

    private readonly Lock _lock = new();
    private readonly HashSet<Task> _pending = [];
    private readonly CancellationTokenSource _stopped = new();
    private bool _isStopping;

    /// <summary>Runs a command of the policy, or a given plan, to its end, and does not throw: what becomes of it is in the log.</summary>
    /// <param name="peer">Why, as <see cref="Peer.Own"/> makes it; or who told the server to.</param>
    /// <param name="words">The name of the command and its words, as the log shows the request.</param>
    /// <param name="plan">What to run; null for what the policy makes of the words.</param>
    public Task RunAsync(Peer peer, IReadOnlyList<string> words, CommandPlan? plan = null)
    {
        var command = new CommandInProgress(peer, containerId: null, requests.Log, requests.Limits, reply: null, _stopped.Token)
        {
            Id = requests.Ids.Take(1),
            Request = new CommandRequest(words),
            Given = plan is { } given ? new StrongBox<CommandPlan>(given) : null,
        };
        lock (_lock)
        {
            if (_isStopping || _pending.Count >= MostPending)
            {
                requests.Log.Received(command.Id, peer, CommandLineText.Of(words));
                requests.Log.Refused(command.Id, peer, _isStopping ? RequestLoop.Stopping : Busy);
                command.Dispose();
                return Task.CompletedTask;
            }

            Task running = Task.Run(() => RunAsync(command));
            _pending.Add(running);
            _ = running.ContinueWith(Forget, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return running;
        }
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

    private async Task RunAsync(CommandInProgress command)
    {
        requests.Active.Add(command);
        try
        {
            await requests.RunAsync(command, _stopped.Token).ConfigureAwait(false);
        }
        finally
        {
            requests.LeaveSlot(command);
            requests.Active.Remove(command);
            command.Dispose();
        }
    }

    private void Forget(Task running)
    {
        lock (_lock)
        {
            _pending.Remove(running);
        }
    }
}
