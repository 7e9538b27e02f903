namespace HostIpc.Protocol;

/// <summary>The names of <see cref="RejectionReason"/> on the wire and in the log.</summary>
public static class RejectionReasonNames
{
    /// <summary>The name of a reason: <c>bad-arguments</c>.</summary>
    /// <param name="reason">The reason.</param>
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
