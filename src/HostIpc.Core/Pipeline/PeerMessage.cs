using System.Globalization;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>What a peer learns of a rejection: its reason, and nothing of the policy, of what a command runs, or of the server's inside.</summary>
internal static class PeerMessage
{
    public static Rejection Of(Rejection rejection, Command? command, long id) => rejection.Reason switch
    {
        RejectionReason.Denied => rejection with { Message = "the server's policy does not allow this" },
        RejectionReason.NotFound or RejectionReason.NotExecutable when command is not null => rejection with { Message = $"what the command {command.Name} runs is not there or cannot be executed" },
        _ when rejection == SpawnFailure.TooManyArguments => rejection,
        RejectionReason.Failed => rejection with { Message = string.Create(CultureInfo.InvariantCulture, $"the server could not carry it out; its log says why, at number {id}") },
        _ => rejection,
    };
}
