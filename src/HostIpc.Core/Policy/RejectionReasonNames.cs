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

    /// <summary>The reason of that name; one that this version does not know counts as <c>failed</c>.</summary>
    public static RejectionReason FromName(string name) =>
        Enum.GetValues<RejectionReason>().FirstOrDefault(reason => reason.ToName() == name, RejectionReason.Failed);
}
