using System.Globalization;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Settings;

namespace HostIpc.Policy;

public static partial class AllowRuleKinds
{
    /// <summary>The groups of the peer's process, its own and the supplementary ones.</summary>
    private sealed class GroupRuleKind() : AllowRuleKind(
        new SettingInfo(nameof(AllowRuleOptions.Groups), SettingType.List, "Groups, by their name on the target or by number: the caller's own or a supplementary group."),
        "group",
        "groups",
        AllowRuleSubject.User)
    {
        private const int MaxShown = 16;

        public override IList<string> GetElements(AllowRuleOptions rule) => rule.Groups;

        public override void SetElements(AllowRuleOptions rule, IList<string> elements) => rule.Groups = elements;

        public override TargetPresence FindPresence(TargetProbe target, string element) => target.FindGroup(element);

        internal override AccessCriterion CreateCriterion(AllowRuleOptions rule, AccountDatabase accounts)
        {
            HashSet<uint> groups = [.. rule.Groups.Select(accounts.FindGroup).OfType<uint>()];
            return Criterion(rule, peer => peer.GroupId is { } group && (groups.Contains(group) || HasAny(groups, peer.SupplementaryGroups)), Show);
        }

        private static bool HasAny(HashSet<uint> expected, IReadOnlyList<uint> groups)
        {
            // Once, since a transport may ask the kernel each time.
            foreach (uint group in groups)
            {
                if (expected.Contains(group))
                {
                    return true;
                }
            }

            return false;
        }

        // A process may be in 65536 groups.
        private static string? Show(Peer peer) => peer.GroupId is not { } group ? null
            : string.Join(", ", peer.SupplementaryGroups.Take(MaxShown).Prepend(group).Distinct())
                + (peer.SupplementaryGroups.Count > MaxShown ? string.Create(CultureInfo.InvariantCulture, $" and {peer.SupplementaryGroups.Count - MaxShown} more") : "");
    }
}
