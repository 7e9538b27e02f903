namespace HostIpc.Policy;

internal static class RejectionReasonNames
{
    public static string ToName(this RejectionReason reason) => reason switch
    {
        RejectionReason.Denied => "denied",
        RejectionReason.BadArguments => "bad-arguments",
        RejectionReason.Busy => "busy",
        RejectionReason.Malformed => "malformed",
        RejectionReason.NotFound => "not-found",
        RejectionReason.NotExecutable => "not-executable",
        RejectionReason.ShuttingDown => "shutting-down",
        _ => "failed",
    };
}
