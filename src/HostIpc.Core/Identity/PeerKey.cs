using System.Net;

namespace HostIpc.Identity;

/// <summary>
/// Who counts as one peer where places are shared out: a container, whichever of its users asks; else a user; else an address, whatever its port; else all of a transport
/// together.
/// </summary>
/// <remarks>Root in a container can be any user, so a user alone is no bound to it; its container is.</remarks>
internal readonly record struct PeerKey
{
    private string? ContainerId { get; init; }

    private uint? UserId { get; init; }

    private string? Address { get; init; }

    private string? Transport { get; init; }

    private bool IsOnHost { get; init; }

    /// <summary>Whether one process may be many of them: root in a container that is not known takes any uid, and any address of its network. Root itself is one, and so are a container and a user of the host.</summary>
    public bool IsManyAtWill => Address is not null || (UserId > 0 && !IsOnHost);

    /// <summary><see cref="IsManyAtWill"/>, as a function.</summary>
    public static Func<PeerKey, bool> FindManyAtWill { get; } = static key => key.IsManyAtWill;

    /// <param name="peer">Who it is.</param>
    /// <param name="containerId">Its container where just the id is known: no engine need know it, nor answer.</param>
    public static PeerKey Of(Peer peer, string? containerId = null) =>
        (peer.Container?.Id ?? containerId) is { } container ? new PeerKey { ContainerId = container }
        : peer.UserId is { } user ? new PeerKey { UserId = user, IsOnHost = peer.Location == PeerLocation.Host }
        : peer.Address is { } address ? new PeerKey { Address = WithoutPort(address) }
        : new PeerKey { Transport = peer.Transport };

    private static string WithoutPort(string address) => IPEndPoint.TryParse(address, out IPEndPoint? endpoint) ? endpoint.Address.ToString() : address;
}
