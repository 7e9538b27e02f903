using HostIpc.Execution.Linux;
using HostIpc.Settings;

namespace HostIpc.Policy;

public static partial class AllowRuleKinds
{
    /// <summary>The transport that the peer came over.</summary>
    private sealed class TransportRuleKind() : AllowRuleKind(
        new SettingInfo(nameof(AllowRuleOptions.Transports), Words, "Short names of transports. Of a writer to the FIFO, nothing more is known."),
        "transport",
        "transports",
        AllowRuleSubject.Transport)
    {
        private static readonly SettingType Words = new("list of words", "\"type\": \"array\", \"minItems\": 1, \"items\": { \"enum\": [\"fifo\", \"unix\", \"tcp\"] }", "`fifo`, `unix`, `tcp`");

        public override IList<string> GetElements(AllowRuleOptions rule) => rule.Transports;

        public override void SetElements(AllowRuleOptions rule, IList<string> elements) => rule.Transports = elements;

        internal override AccessCriterion CreateCriterion(AllowRuleOptions rule, AccountDatabase accounts)
        {
            string[] expected = [.. rule.Transports];
            return Criterion(rule, peer => expected.Contains(peer.Transport), static peer => peer.Transport);
        }
    }
}
