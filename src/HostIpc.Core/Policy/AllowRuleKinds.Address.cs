using System.Net;
using HostIpc.Execution.Linux;
using HostIpc.Network;
using HostIpc.Settings;

namespace HostIpc.Policy;

public static partial class AllowRuleKinds
{
    /// <summary>The network address that the peer came from.</summary>
    private sealed class AddressRuleKind() : AllowRuleKind(
        new SettingInfo(nameof(AllowRuleOptions.Addresses), SettingType.List, "Networks of the caller's address, as CIDR, or single addresses."),
        "address",
        "addresses",
        AllowRuleSubject.Address)
    {
        public override IList<string> GetElements(AllowRuleOptions rule) => rule.Addresses;

        public override void SetElements(AllowRuleOptions rule, IList<string> elements) => rule.Addresses = elements;

        public override bool IsEverything(string element) => element.EndsWith("/0", StringComparison.Ordinal);

        internal override string? FindFault(string element) => AccessNetwork.Parse(element) is not null ? null : "an address, or a network as ADDRESS/BITS,";

        internal override AccessCriterion CreateCriterion(AllowRuleOptions rule, AccountDatabase accounts)
        {
            AccessNetwork[] networks = [.. rule.Addresses.Select(AccessNetwork.Parse).OfType<AccessNetwork>()];
            return Criterion(rule, peer => peer.Address is { } address && Matches(networks, address), static peer => peer.Address);
        }

        // An address is that of a socket, and so has a port.
        private static bool Matches(AccessNetwork[] networks, string address)
        {
            if (!IPEndPoint.TryParse(address, out IPEndPoint? endpoint))
            {
                return false;
            }

            foreach (AccessNetwork network in networks)
            {
                if (network.Contains(endpoint.Address))
                {
                    return true;
                }
            }

            return false;
        }
    }
}
