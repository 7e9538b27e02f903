using System.Globalization;
using System.Runtime.CompilerServices;
using HostIpc.Admission;
using HostIpc.Connections;
using HostIpc.Conversations;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Policy;
using HostIpc.Protocol;
using HostIpc.Requests;
using HostIpc.Transports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HostIpc.Pipeline;

/// <summary>
/// The way of a command, from top to bottom: what a conversation has read is a request, the policy makes a plan of it, the executor runs the plan, and
/// the result goes to the log and to the client.
/// </summary>
/// <remarks>
/// One direction: no stage reaches back. What was read is run or refused with a line in the log, never dropped. Requests come from
/// <see cref="LineConversation"/> and <see cref="FrameConversation"/>, between which <see cref="ConnectionHandler"/> chooses.
/// </remarks>
internal sealed class CommandPipeline(ICommandPolicy policy, ICommandExecutor executor, CommandLog log, LimitOptions limits, ILogger? logger = null)
{
    internal static readonly Rejection Stopping = new(RejectionReason.ShuttingDown, "the server stops");
    internal static readonly Rejection EndedByOperator = new(RejectionReason.Failed, "it was ended by hostipcd kill before it could be run");
    private static readonly Rejection Gone = new(RejectionReason.Failed, "the client had gone before it could be run");

    private readonly CommandLimiter _slots = new(limits.MaxConcurrentCommands, limits.ReservedCommands);
    private readonly NamedCommandLimiter _gates = new();
    private readonly RequestEvents? _events = logger is null or NullLogger ? null : new(logger);
    private readonly Rejection _busy =
        new(RejectionReason.Busy, $"{limits.MaxConcurrentCommands} commands run already (Limits:MaxConcurrentCommands)");

    public LimitOptions Limits => limits;

    public CommandLog Log => log;

    public ICommandPolicy Policy => policy;

    /// <summary>Finds out more of peers where the policy needs it; null where nothing more is known.</summary>
    public PeerIdentifier? Identifier { get; init; }

    public CommandIdCounter Ids { get; } = new();

    /// <summary>What runs and waits.</summary>
    public ActiveCommands Active { get; init; } = new();

    /// <summary>How many commands run.</summary>
    public int Running => _slots.Taken;

    // Request → identity, where the policy needs more of it → policy → plan → executor.
    public ValueTask RunAsync(PendingCommand command) =>
        command.Peer.IsIncomplete && command is { Fault: null, Connection: not null } && Identifier is not null && FindNeed(command.Request, command.Peer) != IdentityNeed.None
            ? IdentifyThenRunAsync(command)
            : RunIdentifiedAsync(command);

    /// <summary>The peer of a connection, with what an answer about the server or its commands needs of it.</summary>
    public async ValueTask<Peer> IdentifyAsync(Connection connection, bool isForListing, CancellationToken cancellationToken) =>
        !connection.Peer.IsIncomplete || Identifier is null ? connection.Peer
        : await Identifier.IdentifyAsync(
            connection,
            peer => !isForListing ? IdentityNeed.Useful : policy.NeedsIdentityToList(peer) ? IdentityNeed.Required : IdentityNeed.None,
            cancellationToken).ConfigureAwait(false);

    private async ValueTask IdentifyThenRunAsync(PendingCommand command)
    {
        // Others may run meanwhile.
        LeaveSlot(command);
        command.SetPeer(await Identifier!.IdentifyAsync(command.Connection!, peer => FindNeed(command.Request, peer), command.Ending).ConfigureAwait(false));
        await RunIdentifiedAsync(command).ConfigureAwait(false);
    }

    // A policy of the application's that throws here is asked with all there is, and then costs this request alone.
    private IdentityNeed FindNeed(CommandRequest request, Peer peer)
    {
        try
        {
            return policy.FindNeed(request, peer);
        }
        catch (Exception)
        {
            return IdentityNeed.Required;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ValueTask RunIdentifiedAsync(PendingCommand command)
    {
        if (command.Fault is { } fault)
        {
            return RefuseAsync(command, fault);
        }

        if (log.IsEnabled)
        {
            ListUnlessFlooded(command);
        }

        _events?.Received(command);
        if (command.IsEnding)
        {
            return RejectAsync(command, Ended(command));
        }

        if (Decide(command, out ExecutionPlan plan) is { } rejection)
        {
            return RejectAsync(command, rejection);
        }

        if (log.IsEnabled)
        {
            List(command, plan.Notice);
        }

        return plan.Command is { Concurrency: not null } profile ? PassGateAsync(command, plan, profile) : TakeSlotAsync(command, plan);
    }

    private ValueTask RefuseAsync(PendingCommand command, Rejection fault)
    {
        if (Refuse(command.Id, command.Peer, command.Key, fault, command.Request.Line.Span))
        {
            _events?.Rejected(command, fault);
        }

        return command.Reply?.RejectAsync(fault) ?? default;
    }

    // Of a peer of which no more refused requests are listed, first what will be run.
    private void ListUnlessFlooded(PendingCommand command)
    {
        command.IsListed = command.IsReceived;
        if (!log.IsOverRefusals(command.Key))
        {
            List(command);
        }
    }

    private void List(PendingCommand command, string? notice)
    {
        List(command);
        if (notice is not null)
        {
            log.Noticed(command.Id, command.Peer, notice);
        }
    }

    /// <summary>Lists what was refused before it became a request, unless there is too much of it: false then.</summary>
    public bool Refuse(long id, Peer peer, PeerKey key, Rejection rejection, ReadOnlySpan<byte> text = default)
    {
        if (!log.TryTakeRefusal(peer, key))
        {
            return false;
        }

        log.Refused(id, peer, rejection, text);
        return true;
    }

    /// <summary>Refuses what is not to be run, since its client has gone or the server has stopped, and lists it as any other request.</summary>
    public void Refuse(long id, Peer peer, PeerKey key, CommandRequest request, CancellationToken stopped)
    {
        Rejection rejection = stopped.IsCancellationRequested ? Stopping : Gone;
        if (log.TryTakeRefusal(peer, key) || rejection.Reason == RejectionReason.ShuttingDown)
        {
            log.Received(id, peer, request.Arguments is { } arguments ? CommandLineText.Of(arguments) : request.Line.Span);
            log.Refused(id, peer, rejection);
        }
    }

    /// <summary>Gives the command's place to another.</summary>
    public void LeaveSlot(PendingCommand command)
    {
        if (command.HasSlot)
        {
            command.HasSlot = false;
            _slots.Leave(command.Key);
        }
    }

    // A command of which only so many run at a time.
    private ValueTask PassGateAsync(PendingCommand command, in ExecutionPlan plan, Command profile)
    {
        if (_gates.EnterAsync(profile, command.Ending) is not { } turn)
        {
            return RejectAsync(command, CommandBusy(profile), new Rejection(RejectionReason.Busy, $"the command {profile.Name} is busy"));
        }

        if (!turn.IsCompletedSuccessfully || !turn.Result)
        {
            // Others may run meanwhile.
            command.SetState(CommandState.Waiting);
            LeaveSlot(command);
            return WaitThenTakeSlotAsync(turn, command, plan, profile);
        }

        command.Gate = profile.Name;
        return TakeSlotAsync(command, plan);
    }

    private async ValueTask WaitThenTakeSlotAsync(Task<bool> turn, PendingCommand command, ExecutionPlan plan, Command profile)
    {
        if (await turn.ConfigureAwait(false))
        {
            command.Gate = profile.Name;
            await TakeSlotAsync(command, plan).ConfigureAwait(false);
        }
        else
        {
            await RejectAsync(command, Ended(command)).ConfigureAwait(false);
        }
    }

    private ValueTask TakeSlotAsync(PendingCommand command, in ExecutionPlan plan)
    {
        if (!command.HasSlot && !(command.HasSlot = _slots.TryTake(command.Key)))
        {
            return command.Reply is not null ? RejectAsync(command, _busy) : WaitThenExecuteAsync(command, plan);
        }

        ExecutionResult result = Execute(plan, command, out Task<ExecutionResult>? pending);
        return pending is null ? FinishAsync(command, result) : FinishAsync(command, pending);
    }

    private async ValueTask WaitThenExecuteAsync(PendingCommand command, ExecutionPlan plan)
    {
        command.SetState(CommandState.Waiting);
        if (await _slots.TakeAsync(command.Key, command.Ending).ConfigureAwait(false))
        {
            command.HasSlot = true;
            await TakeSlotAsync(command, plan).ConfigureAwait(false);
        }
        else
        {
            await RejectAsync(command, Ended(command)).ConfigureAwait(false);
        }
    }

    private async ValueTask FinishAsync(PendingCommand command, Task<ExecutionResult> pending)
    {
        command.SetState(CommandState.Running);
        ExecutionResult result;
        try
        {
            result = await pending.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            result = Failed(e);
        }

        await FinishAsync(command, result).ConfigureAwait(false);
    }

    // The catch has a filter, here and below: the JIT of .NET 10 inlines such a method into what each line goes through, and none with a bare catch.
    private Rejection? Decide(PendingCommand command, out ExecutionPlan plan)
    {
        if (command.Given is { } given)
        {
            plan = given.Value;
            command.Command = plan.Command;
            return null;
        }

        Rejection? rejection;
        try
        {
            rejection = policy.Decide(command.Request, command.Peer, out plan);
        }
        catch (Exception e) when (e is not null)
        {
            plan = default;
            rejection = Threw(command, e);
        }

        // A line of a FIFO, mostly, became no named command, and neither did the one before: then there is nothing to write.
        if (plan.Command is not null || command.Command is not null)
        {
            command.Command = plan.Command;
        }

        return rejection;
    }

    // The result of what has ended at once, else nothing and what it comes from. A ValueTask that leaves a try block is copied by way of memory, which each line would pay for.
    private ExecutionResult Execute(in ExecutionPlan plan, PendingCommand command, out Task<ExecutionResult>? pending)
    {
        CancellationToken ending = command.Command is null ? command.Ending : command.Begin();
        if (command.Reply is { } reply)
        {
            OpenInput(reply, command, plan);
        }

        pending = null;
        try
        {
            ValueTask<ExecutionResult> running = executor.ExecuteAsync(plan, command.Context, ending);
            if (running.IsCompletedSuccessfully)
            {
                return running.Result;
            }

            pending = running.AsTask();
            return default;
        }
        catch (Exception e) when (e is not null)
        {
            return Failed(e);
        }
    }

    private static void OpenInput(ICommandReply reply, PendingCommand command, in ExecutionPlan plan)
    {
        command.Context.Control = reply.Control;
        if (command.Command is { } profile)
        {
            reply.Control?.Restrict(profile.SignalBits, command.Context.Notices);
        }

        command.Context.Input = reply.OpenInput(isTaken: plan.Settings is { HasInput: true });
    }

    // Apart: what is seldom called must not make what each line goes through too large to be inlined.
    private Rejection Threw(PendingCommand command, Exception e)
    {
        _events?.Threw(command, e);
        return Defect(e);
    }

    private static ExecutionResult Failed(Exception e) => ExecutionResult.Rejected(RejectionReason.Failed, Describe(e), e);

    // Of a policy, an executor or a sink: it costs its own command, not the connection. So does want of memory, or of a thread, which is an OutOfMemoryException too.
    internal static Rejection Defect(Exception e) => new(RejectionReason.Failed, Describe(e));

    private static string Describe(Exception e) => $"{e.GetType().Name}: {e.Message}";

    private static Rejection Ended(PendingCommand command) =>
        command.Context.ServerStopped.IsCancellationRequested ? Stopping : command.IsEndedByOperator ? EndedByOperator : Gone;

    private static Rejection CommandBusy(Command profile) => new(
        RejectionReason.Busy, string.Create(CultureInfo.InvariantCulture, $"{profile.Name}: {profile.Concurrency} run and {profile.Queue} wait already (Concurrency, Queue)"));

    // Result → log and client. A client that is answered can ask again at once, so its places are left before.
    private ValueTask FinishAsync(PendingCommand command, ExecutionResult result)
    {
        command.ClearState();
        if (command.Reply is not null || _slots.IsWanted)
        {
            LeaveSlot(command);
        }

        if (command.Command is not null)
        {
            LeaveGate(command);
            result = command.Judge(result);
        }

        if (log.IsEnabled)
        {
            ListEnd(command, result);
        }

        _events?.Finished(command, result);
        command.Outcome?.Set(result);
        return command.Reply is { } reply ? AnswerAsync(reply, command, result) : default;
    }

    private static ValueTask AnswerAsync(ICommandReply reply, PendingCommand command, ExecutionResult result) =>
        result.IsRejected ? reply.RejectAsync(PeerMessage.Of(result.Rejection, command.Command, command.Id)) : reply.ExitAsync(result.Result);

    private void ListEnd(PendingCommand command, ExecutionResult result)
    {
        command.Complete();
        if (result.IsRejected)
        {
            log.Refused(command.Id, peer: null, result.Rejection);
        }
        else
        {
            log.Ended(command.Id, result.Result);
        }
    }

    private ValueTask RejectAsync(PendingCommand command, Rejection rejection, Rejection? shown = null)
    {
        command.ClearState();
        LeaveGate(command);

        // What was listed as received has an end there, too. What the server refuses because it stops was waiting, and is no flood.
        if (log.TryTakeRefusal(command.Peer, command.Key) || command.IsListed || command.Peer.IsOwn || rejection.Reason == RejectionReason.ShuttingDown)
        {
            List(command);
            log.Refused(command.Id, command.Peer, rejection);
            _events?.Rejected(command, rejection);
        }

        command.Outcome?.Set(rejection);
        return command.Reply?.RejectAsync(shown ?? PeerMessage.Of(rejection, command.Command, command.Id)) ?? default;
    }

    private void List(PendingCommand command)
    {
        if (!command.IsListed && log.IsEnabled)
        {
            command.IsListed = true;
            log.Received(command.Id, command.Peer, command.Request.Arguments is { } arguments ? CommandLineText.Of(arguments) : command.Request.Line.Span);
        }
    }

    private void LeaveGate(PendingCommand command)
    {
        if (command.Gate is { } name)
        {
            command.Gate = null;
            _gates.Leave(name);
        }
    }
}
