using HostIpc.Policy;

namespace HostIpc.Client;

/// <summary>The server did not run the command, or could not answer. The message begins with the reason's name: <c>denied: …</c></summary>
public sealed class HostIpcRejectedException : HostIpcException
{
    internal HostIpcRejectedException(Rejection rejection)
        : base(rejection.Message.Length == 0 ? rejection.Reason.ToName() : rejection.ToString()) => Reason = rejection.Reason;

    /// <summary>Why. A reason that this version does not know counts as <see cref="RejectionReason.Failed"/>.</summary>
    public RejectionReason Reason { get; }
}
