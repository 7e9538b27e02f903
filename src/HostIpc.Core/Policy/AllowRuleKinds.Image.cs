using HostIpc.Execution.Linux;
using HostIpc.Settings;
using HostIpc.Text;

namespace HostIpc.Policy;

public static partial class AllowRuleKinds
{
    /// <summary>The image of the container that the peer is in.</summary>
    private sealed class ImageRuleKind() : AllowRuleKind(
        new SettingInfo(nameof(AllowRuleOptions.Images), SettingType.List, "Images, as named when the container was made, with `*` for any number of characters."),
        "image",
        "images",
        AllowRuleSubject.Container)
    {
        public override IList<string> GetElements(AllowRuleOptions rule) => rule.Images;

        public override void SetElements(AllowRuleOptions rule, IList<string> elements) => rule.Images = elements;

        public override bool NeedsEngine(string element) => true;

        public override bool IsEverything(string element) => WildcardPattern.IsEverything(element);

        internal override AccessCriterion CreateCriterion(AllowRuleOptions rule, AccountDatabase accounts)
        {
            string[] expected = [.. rule.Images];
            return Criterion(rule, peer => peer.Container?.Image is { } image && Matches(expected, image), static peer => peer.Container?.Image, static peer => peer.IsUndescribed);
        }

        private static bool Matches(string[] expected, string image)
        {
            foreach (string pattern in expected)
            {
                if (WildcardPattern.IsMatch(pattern, image))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
