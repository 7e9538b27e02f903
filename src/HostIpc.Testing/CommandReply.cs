using HostIpc.Protocol;

namespace HostIpc.Testing;

/// <summary>What a handler has set: a result with output before it, or a rejection.</summary>
internal sealed record CommandReply(CommandResult? Result, string Output = "", string Error = "", Rejection? Rejection = null)
{
    public CommandReply(Rejection rejection)
        : this(null, Rejection: rejection)
    {
    }
}
