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

    private readonly CommandSlots _slots = new(limits.MaxConcurrentCommands);
    private readonly Rejection _busy =
        new(RejectionReason.Busy, $"{limits.MaxConcurrentCommands} commands run already (Limits:MaxConcurrentCommands)");
    private readonly CommandIdCounter _ids = new();

    /// <summary>Serves a connection to the end of its input.</summary>
    /// <param name="connection">Whom to serve.</param>
    /// <param name="ending">Cancelled when the time to stop has run out: what runs is ended, what comes is refused.</param>
    public async Task ServeAsync(Connection connection, CancellationToken ending)
    {
        var lines = new LineReader(connection.Input, limits.MaxLineBytes);
        var ids = new CommandIds(_ids);
        if (connection.Concurrency == 1)
        {
            await ServeLaneAsync(connection, lines, ids, turn: null, ending).ConfigureAwait(false);
            return;
        }

        // As many lanes as commands may run at once; each takes its next line in turn.
        using var turn = new SemaphoreSlim(1);
        await Task.WhenAll(Enumerable.Range(0, connection.Concurrency).Select(_ => ServeLaneAsync(connection, lines, ids, turn, ending))).ConfigureAwait(false);
    }

    public void Dispose() => _slots.Dispose();

    private async Task ServeLaneAsync(
        Connection connection, LineReader lines, CommandIds ids, SemaphoreSlim? turn, CancellationToken ending)
    {
        var command = new CommandInProgress(connection, log, limits.MaxLineBytes);
        try
        {
            bool isOpen = true;
            while (isOpen)
            {
                if (turn is not null && !turn.Wait(0, CancellationToken.None))
                {
                    // Another connection may want the place meanwhile.
                    LeaveSlot(command);
                    await turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
                }

                try
                {
                    // Several lanes hand the turn on before they run; a single one keeps running while commands end at once.
                    while (!TryTake(lines, ids, command))
                    {
                        LeaveSlot(command);
                        if (!await lines.WaitAsync(CancellationToken.None).ConfigureAwait(false))
                        {
                            isOpen = false;
                            break;
                        }
                    }
                }
                finally
                {
                    _ = turn?.Release();
                }

                if (isOpen)
                {
                    ValueTask done = turn is null ? RunAtHand(lines, ids, command, ending) : RunAsync(command, ending);
                    if (!done.IsCompletedSuccessfully)
                    {
                        await done.ConfigureAwait(false);
                    }
                }
            }
        }
        finally
        {
            LeaveSlot(command);
        }
    }

    private ValueTask RunAtHand(LineReader lines, CommandIds ids, CommandInProgress command, CancellationToken ending)
    {
        ValueTask done;
        do
        {
            done = RunAsync(command, ending);
        }
        while (done.IsCompletedSuccessfully && TryTake(lines, ids, command));

        return done;
    }

    // Line → request. A line that is none is refused as a whole, and the next one is taken.
    private bool TryTake(LineReader lines, CommandIds ids, CommandInProgress command)
    {
        while (lines.TryRead(out Line line))
        {
            command.Id = ids.Next();
            if (line.Fault == LineFault.None)
            {
                command.Request.SetLine(line.Bytes);
                return true;
            }

            log.Refused(command.Id, command.Peer, new Rejection(RejectionReason.Malformed, LineFaults.Describe(line, limits.MaxLineBytes)), line.Bytes);
        }

        return false;
    }

    // Request → policy → plan → executor.
    private ValueTask RunAsync(CommandInProgress command, CancellationToken ending)
    {
        if (log.IsEnabled)
        {
            log.Received(command.Id, command.Peer, command.Request.Line.Span);
        }

        if (ending.IsCancellationRequested)
        {
            return RejectAsync(command, Stopping);
        }

        if (Decide(command, out CommandPlan plan) is { } rejection)
        {
            return RejectAsync(command, rejection);
        }

        if (!command.HasSlot && !(command.HasSlot = _slots.TryTake()))
        {
            return command.IsAnswered ? RejectAsync(command, _busy) : WaitThenExecuteAsync(command, plan, ending);
        }

        ValueTask<CommandResult> result = ExecuteAsync(plan, command, ending);
        if (!result.IsCompletedSuccessfully)
        {
            return FinishAsync(command, result);
        }

        Finish(command, result.Result);
        return default;
    }

    private async ValueTask WaitThenExecuteAsync(CommandInProgress command, CommandPlan plan, CancellationToken ending)
    {
        if (await _slots.TakeAsync(ending).ConfigureAwait(false))
        {
            command.HasSlot = true;
            await FinishAsync(command, ExecuteAsync(plan, command, ending)).ConfigureAwait(false);
        }
        else
        {
            await RejectAsync(command, Stopping).ConfigureAwait(false);
        }
    }

    private async ValueTask FinishAsync(CommandInProgress command, ValueTask<CommandResult> pending)
    {
        CommandResult result;
        try
        {
            result = await pending.ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            result = new CommandResult { Failure = Defect(e) };
        }

        Finish(command, result);
    }

    private Rejection? Decide(CommandInProgress command, out CommandPlan plan)
    {
        try
        {
            return policy.Decide(command.Request, command.Peer, out plan);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            plan = default;
            return Defect(e);
        }
    }

    private ValueTask<CommandResult> ExecuteAsync(in CommandPlan plan, CommandInProgress command, CancellationToken ending)
    {
        try
        {
            return executor.ExecuteAsync(plan, command.Context, ending);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return ValueTask.FromResult(new CommandResult { Failure = Defect(e) });
        }
    }

    // Of a policy, an executor or a sink: it costs its own command, not the connection.
    private static Rejection Defect(Exception e) => new(RejectionReason.Failed, $"{e.GetType().Name}: {e.Message}");

    // Result → log.
    private void Finish(CommandInProgress command, CommandResult result)
    {
        if (_slots.IsWanted)
        {
            LeaveSlot(command);
        }

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

    private void LeaveSlot(CommandInProgress command)
    {
        if (command.HasSlot)
        {
            command.HasSlot = false;
            _slots.Leave();
        }
    }

    private ValueTask RejectAsync(CommandInProgress command, Rejection rejection)
    {
        log.Refused(command.Id, command.Peer, rejection);
        return command.IsAnswered
            ? command.WriteAnswerAsync(Encoding.UTF8.GetBytes($"hostipc: {rejection.Reason.ToName()}\n"), CancellationToken.None)
            : default;
    }
}
