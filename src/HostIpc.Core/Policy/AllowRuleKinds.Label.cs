using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Settings;

namespace HostIpc.Policy;

public static partial class AllowRuleKinds
{
    /// <summary>The labels that the container was given when it was made.</summary>
    private sealed class LabelRuleKind() : AllowRuleKind(
        new SettingInfo(nameof(AllowRuleOptions.Labels), SettingType.List, "Labels of the container from when it was made, each `key=value`. It must have them all. A label of its image does not count."),
        "label",
        "labels",
        AllowRuleSubject.Container)
    {
        public override string Weakness => "names labels alone, and whoever may make containers chooses them: add Containers or Images";

        public override IList<string> GetElements(AllowRuleOptions rule) => rule.Labels;

        public override void SetElements(AllowRuleOptions rule, IList<string> elements) => rule.Labels = elements;

        public override bool NeedsEngine(string element) => true;

        internal override string? FindFault(string element) => LabelSet.IsLabel(element) ? null : "key=value";

        internal override AccessCriterion CreateCriterion(AllowRuleOptions rule, AccountDatabase accounts)
        {
            var expected = new LabelSet(rule.Labels);
            return Criterion(rule, peer => Matches(expected, peer.Container), peer => expected.Show(peer.Container), peer => peer.IsUndescribed || MayMatch(expected, peer.Container));
        }

        private static bool Matches(LabelSet expected, PeerContainer? container) =>
            container is { ImageLabelSource: null } && expected.IsAllIn(container.Labels) && !expected.IsAnyIn(container.ImageLabels);

        private static bool MayMatch(LabelSet expected, PeerContainer? container) => container is { ImageLabelSource: not null } && expected.IsAllIn(container.Labels);
    }
}
