using System.Globalization;
using HostIpc.Admission;
using HostIpc.Identity;
using HostIpc.Interop;
using HostIpc.Pipeline;
using HostIpc.Policy;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Conversations;

/// <summary>Answers what clients ask about the server and its commands.</summary>
internal sealed class QueryResponder(PeerIdentifier identifier, ICommandPolicy policy, ServerState server, CommandAdmission admission, ActiveCommands active, RequestLog log)
{
    private static readonly Rejection NoOperator = new(RejectionReason.Denied, "only the user of the server, on the host or in the container of the server, may ask what runs");

    /// <summary>Answers a query.</summary>
    /// <param name="query">What is asked for (<see cref="QueryPayload"/>).</param>
    /// <param name="id">The request that is meant; 0 for none.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="ids">Gives numbers to requests.</param>
    /// <param name="cancellationToken">Cancelled when the peer has gone, or has to.</param>
    /// <returns>The frame to answer with; null where there is no such query.</returns>
    public async ValueTask<(FrameType Type, ReadOnlyMemory<byte> Payload)?> AnswerAsync(string? query, long id, IdentifiedPeer caller, CommandIdCounter ids, CancellationToken cancellationToken)
    {
        switch (query)
        {
            case QueryPayload.Status:
                Peer peer = await identifier.IdentifyAsync(caller, static _ => IdentityNeed.Useful, cancellationToken).ConfigureAwait(false);
                return (FrameType.Answer, ServerStatus.Write(server.Describe(peer, admission.Running)));
            case QueryPayload.Commands:
                peer = await identifier.IdentifyAsync(caller, known => policy.NeedsIdentityToList(known) ? IdentityNeed.Required : IdentityNeed.None, cancellationToken).ConfigureAwait(false);
                return (FrameType.Answer, CommandListing.Write(policy.List(peer)));
            case QueryPayload.Running or QueryPayload.End when !IsOperator(caller.Peer):
                log.Denied(ids.Next(), caller, NoOperator);
                return (FrameType.Rejected, RejectedPayload.Write(PeerMessage.Of(NoOperator, command: null, id)));
            case QueryPayload.Running:
                List<ActiveCommand> found = active.List();
                int omitted = Math.Max(0, found.Count - ActiveListing.MaxCommands);
                return (FrameType.Answer, ActiveListing.Write(new ActiveListing(found[..(found.Count - omitted)], omitted)));
            case QueryPayload.End when active.TryEnd(id):
                log.Noticed(id, caller, "is ended by hostipcd kill");
                return (FrameType.Answer, QueryPayload.WriteEnd(id));
            case QueryPayload.End:
                return (FrameType.Rejected, RejectedPayload.Write(new Rejection(RejectionReason.NotFound, string.Create(CultureInfo.InvariantCulture, $"no request with the id {id} runs or waits"))));
            default:
                return null;
        }
    }

    // Root of a container may have the same number. What it may do is its rules' to say.
    private static bool IsOperator(Peer peer) => peer is { Location: PeerLocation.Host, UserId: { } user } && user == Libc.GetEUid();
}
