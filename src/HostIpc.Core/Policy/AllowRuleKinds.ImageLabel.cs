using HostIpc.Execution.Linux;
using HostIpc.Settings;

namespace HostIpc.Policy;

public static partial class AllowRuleKinds
{
    /// <summary>The labels of the container's image.</summary>
    private sealed class ImageLabelRuleKind() : AllowRuleKind(
        new SettingInfo(nameof(AllowRuleOptions.ImageLabels), SettingType.List, "Labels of the container's image, each `key=value`. It must have them all. The builder of an image chooses its labels."),
        "image label",
        "image labels",
        AllowRuleSubject.Container)
    {
        public override string Weakness => "names labels of images alone, and whoever builds an image chooses them: add Containers, Images or Labels";

        public override IList<string> GetElements(AllowRuleOptions rule) => rule.ImageLabels;

        public override void SetElements(AllowRuleOptions rule, IList<string> elements) => rule.ImageLabels = elements;

        public override bool NeedsEngine(string element) => true;

        internal override string? FindFault(string element) => LabelSet.IsLabel(element) ? null : "key=value";

        internal override AccessCriterion CreateCriterion(AllowRuleOptions rule, AccountDatabase accounts)
        {
            var expected = new LabelSet(rule.ImageLabels);
            return Criterion(
                rule,
                peer => peer.Container is { ImageLabelSource: null } container && expected.IsAllIn(container.ImageLabels),
                peer => expected.Show(peer.Container),
                static peer => peer.IsUndescribed || peer.Container is { ImageLabelSource: not null });
        }
    }
}
