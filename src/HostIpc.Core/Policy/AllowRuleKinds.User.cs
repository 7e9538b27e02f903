using System.Globalization;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Settings;

namespace HostIpc.Policy;

public static partial class AllowRuleKinds
{
    /// <summary>The user of the peer's process.</summary>
    private sealed class UserRuleKind() : AllowRuleKind(
        new SettingInfo(nameof(AllowRuleOptions.Users), SettingType.List, "Users, by their name on the target or by number."),
        "user",
        "users",
        AllowRuleSubject.User)
    {
        public override IList<string> GetElements(AllowRuleOptions rule) => rule.Users;

        public override void SetElements(AllowRuleOptions rule, IList<string> elements) => rule.Users = elements;

        public override TargetPresence FindPresence(TargetProbe target, string element) => target.FindUser(element);

        internal override AccessCriterion CreateCriterion(AllowRuleOptions rule, AccountDatabase accounts)
        {
            HashSet<uint> users = [.. rule.Users.Select(accounts.FindUser).OfType<uint>()];
            return Criterion(rule, peer => peer.UserId is { } user && users.Contains(user), static peer => peer.UserId?.ToString(CultureInfo.InvariantCulture));
        }
    }
}
