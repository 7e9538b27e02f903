using HostIpc.Identity;
using HostIpc.Text;

namespace HostIpc.Policy;

/// <summary>One thing that a rule asks of a peer.</summary>
/// <param name="Expected">What it asks for, for the operator: <c>containers web, blog</c>.</param>
/// <param name="Matches">Whether a peer has it.</param>
/// <param name="Found">What a peer has in its place; null for nothing that is known.</param>
internal sealed record AccessCriterion(string Expected, Func<Peer, bool> Matches, Func<Peer, string?> Found)
{
    private const int MaxFoundLength = 256;

    /// <summary>Whether a peer that does not match could, once more is known of its container; null where that makes no difference.</summary>
    public Func<Peer, bool>? IsOpen { get; init; }

    /// <summary>Why a peer does not match.</summary>
    public string Explain(Peer peer) => $"{Expected} (found {(Found(peer) is { } found ? Truncation.Of(found, MaxFoundLength) : "none")})";
}
