using System.Runtime.CompilerServices;
using HostIpc.Admission;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>Writes what happens to a request into the log, and into the application's own logging.</summary>
internal sealed class RequestLog(CommandLog log, LimitOptions limits, RequestEvents? events = null)
{
    // Each line asks.
    private readonly bool _isRead = log.IsEnabled || events is not null;

    public bool IsEnabled => log.IsEnabled;

    public TimeProvider Time => log.Time;

    /// <summary>Opens the way of a command's output.</summary>
    public OutputChain OpenOutput(CommandLane lane, in ReceivedRequest request, in ExecutionPlan plan) => new(lane, request, plan, log, limits);

    /// <summary>The request has arrived. It is listed, unless no more refused requests of its peer are: then only once it is sure to run.</summary>
    /// <returns>Whether it is listed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Received(in ReceivedRequest request, IdentifiedPeer caller) => _isRead && ListReceived(request, caller);

    private bool ListReceived(in ReceivedRequest request, IdentifiedPeer caller)
    {
        bool isListed = request.IsListed || (log.IsEnabled && !log.IsOverRefusals(caller.Key) && List(request));
        events?.Received(request);
        return isListed;
    }

    /// <summary>The policy lets it run.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isListed">Whether it is listed.</param>
    /// <param name="notice">What the policy wants the operator to know; null for nothing.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Allowed(in ReceivedRequest request, bool isListed, string? notice)
    {
        if (_isRead)
        {
            ListAllowed(request, isListed, notice);
        }
    }

    private void ListAllowed(in ReceivedRequest request, bool isListed, string? notice)
    {
        if (log.IsEnabled)
        {
            _ = isListed || List(request);
            if (notice is not null)
            {
                log.Noticed(request.Id, request.Peer, notice);
            }
        }
    }

    /// <summary>It is not run. What was listed has an end in the log, too. What the server refuses because it stops was waiting, and is no flood.</summary>
    public void Rejected(in ReceivedRequest request, IdentifiedPeer caller, bool isListed, Command? command, Rejection rejection)
    {
        if (log.TryTakeRefusal(request.Peer, caller.Key) || isListed || request.Peer.IsOwn || rejection.Reason == RejectionReason.ShuttingDown)
        {
            _ = isListed || (log.IsEnabled && List(request));
            log.Refused(request.Id, request.Peer, rejection);
            events?.Rejected(request.Id, request.Peer, command, rejection);
        }
    }

    /// <summary>It ran to its end, or failed on the way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ended(in ReceivedRequest request, Command? command, CommandExecution execution, ExecutionResult result)
    {
        if (_isRead)
        {
            ListEnd(request, command, execution, result);
        }
    }

    /// <summary>The policy threw.</summary>
    public void Threw(in ReceivedRequest request, Exception exception) => events?.Threw(request.Id, request.Peer, command: null, exception);

    /// <summary>A defect ended it.</summary>
    public void Failed(long id, IdentifiedPeer caller, Exception exception) => log.Refused(id, caller.Peer, Failure.Of(exception));

    /// <summary>Lists a line that is no request.</summary>
    public void RefusedLine(long id, IdentifiedPeer caller, Rejection rejection, ReadOnlySpan<byte> line)
    {
        if (Refused(id, caller, rejection, line))
        {
            events?.Rejected(id, caller.Peer, command: null, rejection);
        }
    }

    /// <summary>Lists what was refused before it became a request, unless there is too much of it: false then.</summary>
    public bool Refused(long id, IdentifiedPeer caller, Rejection rejection, ReadOnlySpan<byte> text = default)
    {
        bool isListed = log.TryTakeRefusal(caller.Peer, caller.Key);
        if (isListed)
        {
            log.Refused(id, caller.Peer, rejection, text);
        }

        return isListed;
    }

    /// <summary>Lists what was denied and is no request. There is no more of it than connections and queries.</summary>
    public void Denied(long id, IdentifiedPeer caller, Rejection rejection) => log.Refused(id, caller.Peer, rejection);

    /// <summary>Lists a request that was read and is not to be run, since its client has gone or the server has stopped.</summary>
    public void RefusedUnrun(long id, IdentifiedPeer caller, CommandRequest request, Rejection rejection)
    {
        if (log.TryTakeRefusal(caller.Peer, caller.Key) || rejection.Reason == RejectionReason.ShuttingDown)
        {
            var received = new ReceivedRequest(id, request, caller.Peer, IsListed: false);
            _ = List(received);
            log.Refused(id, caller.Peer, rejection);
        }
    }

    /// <summary>Lists a line before those before it have run, unless no more refused requests of its peer are listed.</summary>
    /// <returns>Whether it is listed.</returns>
    public bool ReceivedAhead(long id, IdentifiedPeer caller, ReadOnlySpan<byte> line)
    {
        bool isListed = !log.IsOverRefusals(caller.Key);
        if (isListed)
        {
            log.Received(id, caller.Peer, line);
        }

        return isListed;
    }

    /// <summary>Lists the end of a line that was read ahead and is not to be run.</summary>
    public void RefusedAhead(long id, IdentifiedPeer caller, ReadOnlySpan<byte> line, bool isListed, Rejection rejection)
    {
        if (!isListed)
        {
            log.Received(id, caller.Peer, line);
        }

        log.Refused(id, caller.Peer, rejection);
    }

    /// <summary>Lists something that the operator should know of a request that goes on.</summary>
    public void Noticed(long id, IdentifiedPeer caller, string text) => log.Noticed(id, caller.Peer, text);

    /// <inheritdoc cref="CommandLog.WaitUntilWritten"/>
    public bool WaitUntilWritten() => log.WaitUntilWritten();

    private void ListEnd(in ReceivedRequest request, Command? command, CommandExecution execution, ExecutionResult result)
    {
        if (log.IsEnabled)
        {
            if (result.IsRejected)
            {
                log.Refused(request.Id, peer: null, result.Rejection);
            }
            else
            {
                log.Ended(request.Id, result.Result, execution.IsDirect);
            }
        }

        events?.Finished(request.Id, request.Peer, command, result);
    }

    private bool List(in ReceivedRequest request)
    {
        log.Received(request.Id, request.Peer, request.Text);
        return true;
    }
}
