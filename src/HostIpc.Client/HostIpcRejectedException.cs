using HostIpc.Protocol;

namespace HostIpc.Client;

/// <summary>The server did not run the command, or could not answer. The message begins with the reason's name: <c>denied: …</c></summary>
public sealed class HostIpcRejectedException : HostIpcException
{
    /// <summary>Makes one. <see cref="HostIpcException.MayHaveRun"/> is true where <paramref name="reason"/> is <see cref="RejectionReason.Failed"/>, since a command can fail after it was started.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="message">A sentence for a person; empty for none.</param>
    public HostIpcRejectedException(RejectionReason reason, string message = "")
        : this(new Rejection(reason, message))
    {
    }

    internal HostIpcRejectedException(Rejection rejection)
        : base(rejection.Message.Length == 0 ? rejection.Reason.ToName() : rejection.ToString()) => (Reason, MayHaveRun) = (rejection.Reason, rejection.Reason == RejectionReason.Failed);

    /// <summary>Why. A reason that this version does not know counts as <see cref="RejectionReason.Failed"/>.</summary>
    public RejectionReason Reason { get; }
}
