using System.Runtime.CompilerServices;
using HostIpc.Admission;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;
using HostIpc.Requests;

namespace HostIpc.Pipeline;

/// <summary>
/// The way of a request, from top to bottom: Accept → Identify → Read → Decide → Admit → Execute → Reply. <c>HostIpcService</c> accepts a connection and has its peer located, a conversation reads requests off
/// it, and each request goes through the stages below.
/// </summary>
/// <remarks>
/// <para>One direction: each stage is entered once, calls the next one, and reaches back to none. What was read is run or refused with a line in the log, never dropped.</para>
/// <para>A stage that may have to wait has two parts: one that goes on at once, and one behind it that awaits. One async method for all of them would cost each line of a FIFO a state machine, although mostly none waits.</para>
/// <para>To put a stage in (an approval, a job, a metric), write its method beside the others and have the stage before it call that in place of the next one: one line. docs/extending.md has an example.</para>
/// </remarks>
/// <param name="identifier">Identifies.</param>
/// <param name="policy">Decides.</param>
/// <param name="admission">Admits.</param>
/// <param name="executor">Executes.</param>
/// <param name="log">Learns of each stage.</param>
/// <param name="active">Lists what runs and waits.</param>
internal sealed class CommandPipeline(PeerIdentifier identifier, ICommandPolicy policy, CommandAdmission admission, ICommandExecutor executor, RequestLog log, ActiveCommands active)
{
    /// <summary>Opens what requests come from, one at a time.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="reply">The way back; null where nobody waits for an answer: then requests wait for a place.</param>
    /// <param name="output">Gets the output where there is no reply; null for the log alone.</param>
    /// <param name="yieldsThread">Whether the thread that runs requests has more to do; null where it never has.</param>
    /// <param name="ending">Cancelled when what runs is to be ended.</param>
    /// <param name="serverStopped">Cancelled when the server's time to stop has run out.</param>
    /// <param name="hangUp">Cancelled when the client has gone.</param>
    public CommandLane OpenLane(
        IdentifiedPeer caller, ICommandReply? reply, IOutputSink? output, Func<bool>? yieldsThread, CancellationToken ending, CancellationToken serverStopped, CancellationToken hangUp = default) =>
        new(caller, admission.OpenPlace(), active, log.Time, ending) { Reply = reply, Output = reply ?? output, ServerStopped = serverStopped, HangUp = hangUp, YieldsThread = yieldsThread };

    // ── Read ──

    /// <summary>Runs what was read as a line to its end. A line that is no request is refused as a whole.</summary>
    /// <inheritdoc cref="RunAsync(CommandLane, long, CommandRequest, bool)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RequestResult RunAsync(CommandLane lane, LineRequest line) =>
        line.Fault is { } fault ? RefuseAsync(lane, line, fault) : RunAsync(lane, line.Id, line, line.IsListed);

    private async ValueTask<ExecutionResult> RefuseAsync(CommandLane lane, LineRequest line, Rejection fault)
    {
        log.RefusedLine(line.Id, lane.Caller, fault, line.Line.Span);
        if (lane.Reply is { } reply)
        {
            await reply.RejectAsync(fault).ConfigureAwait(false);
        }

        return fault;
    }

    // ── Identify ──
    // What the kernel knows of the peer was found when its connection was accepted. What only a container engine knows is asked for here, by the first request that needs it.

    /// <summary>Runs a request to its end.</summary>
    /// <param name="lane">Where it comes from.</param>
    /// <param name="id">Its number.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="isListed">Whether the log has it.</param>
    /// <returns>How the command ended, or why it was not run. The client knows already.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RequestResult RunAsync(CommandLane lane, long id, CommandRequest request, bool isListed = false) =>
        lane.Caller.IsComplete
            ? DecideAsync(lane, new ReceivedRequest(id, request, lane.Caller.Peer, isListed))
            : IdentifyAsync(lane, id, request, isListed);

    private async ValueTask<ExecutionResult> IdentifyAsync(CommandLane lane, long id, CommandRequest request, bool isListed)
    {
        // Others may run meanwhile.
        lane.Place.Leave();
        lane.LeaveNoOutput();
        Peer peer = lane.TryBegin() ? await identifier.IdentifyAsync(lane.Caller, known => FindNeed(request, known), lane.Ending).ConfigureAwait(false) : lane.Caller.Peer;
        return await DecideAsync(lane, new ReceivedRequest(id, request, peer, isListed)).ConfigureAwait(false);
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

    // ── Decide ──

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RequestResult DecideAsync(CommandLane lane, in ReceivedRequest request)
    {
        bool isListed = log.Received(request, lane.Caller);
        if (!lane.TryBegin())
        {
            return RejectAsync(lane, request, isListed, command: null, lane.EndReason);
        }

        return Decide(request, out ExecutionPlan plan) is { } rejection
            ? RejectAsync(lane, request, isListed, plan.Command, rejection)
            : AdmitAsync(lane, request, isListed, plan);
    }

    // The catch has a filter, here and below: the JIT of .NET 10 inlines such a method into what each line goes through, and none with a bare catch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Rejection? Decide(in ReceivedRequest request, out ExecutionPlan plan)
    {
        try
        {
            return policy.Decide(request.Request, request.Peer, out plan);
        }
        catch (Exception e) when (e is not null)
        {
            plan = default;
            return Threw(request, e);
        }
    }

    // Apart: what is seldom called must not make what each line goes through too large to be inlined.
    private Rejection Threw(in ReceivedRequest request, Exception e)
    {
        log.Threw(request, e);
        return Failure.Of(e);
    }

    /// <summary>Runs a plan that was decided elsewhere.</summary>
    /// <inheritdoc cref="RunAsync(CommandLane, long, CommandRequest, bool)"/>
    public RequestResult RunPlanAsync(CommandLane lane, long id, CommandRequest request, in ExecutionPlan plan)
    {
        var received = new ReceivedRequest(id, request, lane.Caller.Peer, IsListed: false);
        bool isListed = log.Received(received, lane.Caller);
        return lane.TryBegin() ? AdmitAsync(lane, received, isListed, plan) : RejectAsync(lane, received, isListed, command: null, lane.EndReason);
    }

    // ── Admit ──

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RequestResult AdmitAsync(CommandLane lane, in ReceivedRequest request, bool isListed, in ExecutionPlan plan)
    {
        log.Allowed(request, isListed, plan.Notice);
        return CommandAdmission.TryAdmit(lane.Place, lane.Caller, plan.Command) ? ExecuteAsync(lane, request, plan) : WaitAsync(lane, request, plan);
    }

    private async ValueTask<ExecutionResult> WaitAsync(CommandLane lane, ReceivedRequest request, ExecutionPlan plan)
    {
        ValueTask<AdmissionAnswer> admitting = admission.AdmitAsync(lane.Place, lane.Caller, plan.Command, isWaiting: lane.Reply is null, lane.Ending);
        if (!admitting.IsCompleted)
        {
            lane.SetActive(ActiveCommand.Waiting, request);
        }

        AdmissionAnswer answer = await admitting.ConfigureAwait(false);
        return answer.IsAdmitted
            ? await ExecuteAsync(lane, request, plan).ConfigureAwait(false)
            : await RejectAsync(lane, request, log.IsEnabled, plan.Command, answer.Rejection ?? lane.EndReason, answer.PeerMessage).ConfigureAwait(false);
    }

    // ── Execute ──

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RequestResult ExecuteAsync(CommandLane lane, in ReceivedRequest request, in ExecutionPlan plan)
    {
        OutputChain output = lane.TakeOutput(plan.Command) is OutputChain left ? left.Reuse(request.Id) : OpenOutput(lane, request, plan);
        ExecutionResult result = Start(plan, output, out Task<ExecutionResult>? pending);
        return pending is null ? ReplyAsync(lane, request, plan.Command, output, result) : AwaitAsync(lane, request, plan.Command, output, pending);
    }

    private OutputChain OpenOutput(CommandLane lane, in ReceivedRequest request, in ExecutionPlan plan)
    {
        OutputChain output = log.OpenOutput(lane, request, plan);
        lane.LeaveOutput(output, plan.Command);
        return output;
    }

    // The result of what has ended at once, else nothing and what it comes from. A ValueTask that leaves a try block is copied by way of memory, which each line would pay for.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ExecutionResult Start(in ExecutionPlan plan, OutputChain output, out Task<ExecutionResult>? pending)
    {
        pending = null;
        try
        {
            ValueTask<ExecutionResult> running = executor.ExecuteAsync(plan, output.Execution, output.Ending);
            if (running.IsCompletedSuccessfully)
            {
                return running.Result;
            }

            pending = running.AsTask();
            return default;
        }
        catch (Exception e) when (e is not null)
        {
            return Failure.ResultOf(e);
        }
    }

    private async ValueTask<ExecutionResult> AwaitAsync(CommandLane lane, ReceivedRequest request, Command? command, OutputChain output, Task<ExecutionResult> pending)
    {
        lane.SetActive(ActiveCommand.Running, request);
        lane.LeaveNoOutput();
        ExecutionResult result;
        try
        {
            result = await pending.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            result = Failure.ResultOf(e);
        }

        return await ReplyAsync(lane, request, command, output, result).ConfigureAwait(false);
    }

    // ── Reply ──

    // To the log, and to the client. A client that is answered can ask again at once, so the command's places are left before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private RequestResult ReplyAsync(CommandLane lane, in ReceivedRequest request, Command? command, OutputChain output, ExecutionResult result)
    {
        lane.SetIdle();
        admission.Leave(lane.Place, command, isKept: lane.Reply is null);
        result = output.Close(result);
        log.Ended(request, command, output.Execution, result);
        return lane.Reply is { } reply ? AnswerAsync(reply, request.Id, command, result) : result;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private RequestResult RejectAsync(CommandLane lane, in ReceivedRequest request, bool isListed, Command? command, Rejection rejection, string? peerMessage = null)
    {
        lane.SetIdle();
        log.Rejected(request, lane.Caller, isListed, command, rejection);
        return lane.Reply is { } reply
            ? AnswerAsync(reply, request.Id, command, peerMessage is null ? rejection : rejection with { Message = peerMessage })
            : (ExecutionResult)rejection;
    }

    private static async ValueTask<ExecutionResult> AnswerAsync(ICommandReply reply, long id, Command? command, ExecutionResult result)
    {
        if (result.IsRejected)
        {
            await reply.RejectAsync(PeerMessage.Of(result.Rejection, command, id)).ConfigureAwait(false);
        }
        else
        {
            await reply.ExitAsync(result.Result).ConfigureAwait(false);
        }

        return result;
    }
}
