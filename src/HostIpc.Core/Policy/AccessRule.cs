using System.Globalization;
using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Network;
using HostIpc.Text;

namespace HostIpc.Policy;

/// <summary>An <see cref="AllowRule"/>, its names looked up, ready to be held against a peer.</summary>
internal sealed class AccessRule
{
    private const string IdPrefix = "id:";
    private const int MostGroupsShown = 16;

    private readonly List<AccessCriterion> _criteria = [];

    /// <param name="rule">The rule, which must be one that <see cref="AllowRuleCheck"/> has nothing against.</param>
    /// <param name="names">Knows users and groups. A name that it does not know matches nobody.</param>
    public AccessRule(AllowRule rule, TargetNames names)
    {
        HashSet<uint> users = Numbers(rule.Users, names.FindUser);
        HashSet<uint> groups = Numbers(rule.Groups, names.FindGroup);
        AccessNetwork[] networks = [.. rule.Addresses.Select(AccessNetwork.Parse).OfType<AccessNetwork>()];
        Add("transports", rule.Transports, peer => rule.Transports.Contains(peer.Transport), peer => peer.Transport);
        Add("users", rule.Users, peer => peer.UserId is { } user && users.Contains(user), peer => Text(peer.UserId));
        Add("groups", rule.Groups, peer => peer.GroupId is { } group && (groups.Contains(group) || HasAny(groups, peer.SupplementaryGroups)), Groups);
        if (AccessLocation.Of(rule) is { } location)
        {
            _criteria.Add(location);
        }

        // Any container beside users is what the location says.
        if (!AccessLocation.NamesUsers(rule) || !AccessLocation.NamesAnyContainer(rule))
        {
            Add("containers", rule.Containers, peer => rule.Containers.Any(wanted => IsContainer(wanted, peer)), peer => peer.Container?.ToString(), IsUndescribed);
        }

        Add("images", rule.Images, peer => peer.Container?.Image is { } image && rule.Images.Any(wanted => WildcardPattern.IsMatch(wanted, image)), peer => peer.Container?.Image, IsUndescribed);
        Add("labels", rule.Labels, peer => HasOwnLabels(rule, peer.Container), peer => Labels(rule.Labels, peer.Container), peer => IsUndescribed(peer) || MayHaveOwnLabels(rule, peer.Container));
        Add("image labels", rule.ImageLabels, peer => HasImageLabels(rule, peer.Container), peer => Labels(rule.ImageLabels, peer.Container), peer => IsUndescribed(peer) || peer.Container is { ImageLabelSource: not null });
        Add("addresses", rule.Addresses, peer => peer.Address is { } address && Array.Exists(networks, network => network.Contains(address)), peer => peer.Address);
    }

    /// <summary>What the rule says of a peer.</summary>
    public AccessAnswer Judge(Peer peer)
    {
        AccessAnswer answer = AccessAnswer.Allowed;
        foreach (AccessCriterion criterion in _criteria)
        {
            if (!criterion.Matches(peer))
            {
                if (!peer.IsIncomplete || criterion.IsOpen?.Invoke(peer) != true)
                {
                    return AccessAnswer.Denied;
                }

                answer = AccessAnswer.Open;
            }
        }

        return answer;
    }

    /// <summary>The first thing that speaks against a peer; null where it matches.</summary>
    public AccessCriterion? FindObstacle(Peer peer)
    {
        foreach (AccessCriterion criterion in _criteria)
        {
            if (!criterion.Matches(peer))
            {
                return criterion;
            }
        }

        return null;
    }

    private void Add(string what, IList<string> wanted, Func<Peer, bool> matches, Func<Peer, string?> found, Func<Peer, bool>? isOpen = null)
    {
        if (wanted.Count > 0)
        {
            _criteria.Add(new AccessCriterion($"{what} {string.Join(", ", wanted)}", matches, found) { IsOpen = isOpen });
        }
    }

    // Whether the engine has still to say which container it is.
    private static bool IsUndescribed(Peer peer) => peer.Identity != PeerIdentity.Complete && peer.Container?.Name is null;

    private static HashSet<uint> Numbers(IList<string> wanted, Func<string, uint?> find)
    {
        var numbers = new HashSet<uint>();
        foreach (string name in wanted)
        {
            if (find(name) is { } number)
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    private static bool HasAny(HashSet<uint> wanted, IReadOnlyList<uint> groups)
    {
        // Once, since a transport may ask the kernel each time.
        foreach (uint group in groups)
        {
            if (wanted.Contains(group))
            {
                return true;
            }
        }

        return false;
    }

    // An id needs no engine and cannot be taken over; a name is what the engine says now.
    private static bool IsContainer(string wanted, Peer peer) =>
        AccessLocation.IsAny(wanted) ? AccessLocation.IsInContainer(peer)
        : wanted.StartsWith(IdPrefix, StringComparison.Ordinal) ? peer.Container?.Id.AsSpan().StartsWith(wanted.AsSpan(IdPrefix.Length), StringComparison.Ordinal) == true
        : peer.Container?.Name is { } name && WildcardPattern.IsMatch(wanted, name);

    private static bool HasOwnLabels(AllowRule rule, PeerContainer? container) =>
        container is { ImageLabelSource: null } && rule.Labels.All(label => HasLabel(container.Labels, label) && !HasLabel(container.ImageLabels, label));

    private static bool MayHaveOwnLabels(AllowRule rule, PeerContainer? container) =>
        container is { ImageLabelSource: not null } && rule.Labels.All(label => HasLabel(container.Labels, label));

    private static bool HasImageLabels(AllowRule rule, PeerContainer? container) =>
        container is { ImageLabelSource: null } && rule.ImageLabels.All(label => HasLabel(container.ImageLabels, label));

    private static bool HasLabel(IReadOnlyDictionary<string, string> labels, string label)
    {
        int separator = label.IndexOf('=', StringComparison.Ordinal);
        return labels.TryGetValue(label[..separator], out string? value) && value == label[(separator + 1)..];
    }

    // Those that the rule asks for, not all that the container has.
    private static string? Labels(IList<string> wanted, PeerContainer? container)
    {
        if (container is null)
        {
            return null;
        }

        string[] found = [.. wanted.Select(label => label[..label.IndexOf('=', StringComparison.Ordinal)]).Select(key => Label(key, container)).OfType<string>()];
        return found.Length == 0 ? null : string.Join(", ", found);
    }

    // A process may be in 65536 groups.
    private static string? Groups(Peer peer) => peer.GroupId is not { } group ? null
        : string.Join(", ", peer.SupplementaryGroups.Take(MostGroupsShown).Prepend(group).Distinct())
            + (peer.SupplementaryGroups.Count > MostGroupsShown ? string.Create(CultureInfo.InvariantCulture, $" and {peer.SupplementaryGroups.Count - MostGroupsShown} more") : "");

    private static string? Label(string key, PeerContainer container) =>
        container.ImageLabels.TryGetValue(key, out string? image) && (!container.Labels.TryGetValue(key, out string? label) || label == image) ? $"{key}={image} of the image"
        : container.Labels.TryGetValue(key, out label) ? $"{key}={label}"
        : null;

    private static string? Text(uint? number) => number?.ToString(CultureInfo.InvariantCulture);
}
