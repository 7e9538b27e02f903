using System.Text;
using HostIpc.Execution;
using HostIpc.Framing;
using HostIpc.Logging;
using HostIpc.Policy;

using HostIpc.Transports;

namespace HostIpc.Hosting;

/// <summary>
/// The way of a command, from top to bottom: a connection's bytes become lines, a line becomes a request, the policy makes a plan
/// of it, the executor runs the plan, and the result goes to the log.
/// </summary>
/// <remarks>One direction: no stage reaches back. What was read is run or refused with a line in the log, never dropped.</remarks>
internal sealed class RequestLoop(ICommandPolicy policy, ICommandExecutor executor, CommandLog log, LimitOptions limits) : IDisposable
{
    private static readonly Rejection Stopping = new(RejectionReason.ShuttingDown, "the server stops");

    private readonly SemaphoreSlim _running = new(limits.MaxConcurrentCommands);
    private long _lastId;

    /// <summary>Serves a connection to the end of its input.</summary>
    /// <param name="connection">Whom to serve.</param>
    /// <param name="ending">Cancelled when the time to stop has run out: what runs is ended, what comes is refused.</param>
    public async Task ServeAsync(Connection connection, CancellationToken ending)
    {
        var lines = new LineReader(connection.Input, limits.MaxLineBytes);
        if (connection.Concurrency == 1)
        {
            await ServeLaneAsync(connection, lines, turn: null, ending).ConfigureAwait(false);
            return;
        }

        // As many lanes as commands may run at once; each takes its next line in turn.
        using var turn = new SemaphoreSlim(1);
        await Task.WhenAll(Enumerable.Range(0, connection.Concurrency).Select(_ => ServeLaneAsync(connection, lines, turn, ending))).ConfigureAwait(false);
    }

    public void Dispose() => _running.Dispose();

    private async Task ServeLaneAsync(Connection connection, LineReader lines, SemaphoreSlim? turn, CancellationToken ending)
    {
        var command = new CommandInProgress(connection, log, limits.MaxLineBytes);
        while (true)
        {
            if (turn is not null)
            {
                await turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            }

            bool taken;
            while (!(taken = TryTake(lines, command)) && await lines.WaitAsync(CancellationToken.None).ConfigureAwait(false))
            {
            }

            _ = turn?.Release();
            if (!taken)
            {
                return;
            }

            ValueTask done = RunAsync(command, ending);
            if (!done.IsCompletedSuccessfully)
            {
                await done.ConfigureAwait(false);
            }
        }
    }

    // Line → request. A line that is none is refused as a whole, and the next one is taken.
    private bool TryTake(LineReader lines, CommandInProgress command)
    {
        while (lines.TryRead(out Line line))
        {
            command.Id = Interlocked.Increment(ref _lastId);
            if (line.Fault == LineFault.None)
            {
                command.Request.SetLine(line.Bytes);
                return true;
            }

            log.Refused(command.Id, command.Peer, new Rejection(RejectionReason.Malformed, LineFaults.Describe(line, limits.MaxLineBytes)), line.Bytes);
        }

        return false;
    }

    // Request → policy → plan.
    private ValueTask RunAsync(CommandInProgress command, CancellationToken ending)
    {
        if (log.IsEnabled)
        {
            log.Received(command.Id, command.Peer, command.Request.Line.Span);
        }

        if (ending.IsCancellationRequested)
        {
            return Reject(command, Stopping);
        }

        Decision decision = policy.Decide(command.Request, command.Peer);
        if (decision.Rejection is { } rejection)
        {
            return Reject(command, rejection);
        }

        CommandPlan plan = decision.Plan with { Id = command.Id, Peer = command.Peer };
        return _running.Wait(0, CancellationToken.None) ? ExecuteAsync(command, plan, ending)
            : command.IsAnswered ? Reject(command, new Rejection(RejectionReason.Busy, $"{limits.MaxConcurrentCommands} commands run already (Limits:MaxConcurrentCommands)"))
            : WaitThenExecuteAsync(command, plan, ending);
    }

    private async ValueTask WaitThenExecuteAsync(CommandInProgress command, CommandPlan plan, CancellationToken ending)
    {
        Task turn = _running.WaitAsync(ending);
        await turn.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (turn.IsCompletedSuccessfully)
        {
            await ExecuteAsync(command, plan, ending).ConfigureAwait(false);
        }
        else
        {
            await Reject(command, Stopping).ConfigureAwait(false);
        }
    }

    // Plan → executor → result.
    private ValueTask ExecuteAsync(CommandInProgress command, in CommandPlan plan, CancellationToken ending)
    {
        ValueTask<CommandResult> result = executor.ExecuteAsync(plan, command, ending);
        if (!result.IsCompletedSuccessfully)
        {
            return AwaitAsync(result);
        }

        Finish(command, result.Result);
        return default;

        async ValueTask AwaitAsync(ValueTask<CommandResult> pending)
        {
            CommandResult ended;
            try
            {
                ended = await pending.ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // A defect of an executor or a sink costs its own command, not the connection.
                ended = CommandResult.Failed(RejectionReason.Failed, $"{e.GetType().Name}: {e.Message}");
            }

            Finish(command, ended);
        }
    }

    // Result → log.
    private void Finish(CommandInProgress command, in CommandResult result)
    {
        _ = _running.Release();
        if (!log.IsEnabled)
        {
            return;
        }

        command.Complete();
        if (result.Failure is { } failure)
        {
            log.Refused(command.Id, peer: null, failure);
        }
        else
        {
            log.Ended(command.Id, result);
        }
    }

    private ValueTask Reject(CommandInProgress command, Rejection rejection)
    {
        log.Refused(command.Id, command.Peer, rejection);
        return command.IsAnswered
            ? command.WriteAnswerAsync(Encoding.UTF8.GetBytes($"hostipc: {rejection.Reason.ToName()}\n"), CancellationToken.None)
            : default;
    }
}
