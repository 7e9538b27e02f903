namespace HostIpc.Protocol;

/// <summary>Why a request was not, or could not be, executed.</summary>
/// <param name="Reason">The kind, which a peer may learn.</param>
/// <param name="Message">A sentence for the operator.</param>
public sealed record Rejection(RejectionReason Reason, string Message)
{
    /// <summary>Both, as the log shows them: <c>denied: no such command</c>.</summary>
    public override string ToString() => $"{Reason.ToName()}: {Message}";
}
