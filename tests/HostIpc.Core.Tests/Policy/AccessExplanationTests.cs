using HostIpc.Identity;
using HostIpc.Policy;
using static HostIpc.Core.Tests.Policy.PolicyHarness;

namespace HostIpc.Core.Tests.Policy;

/// <summary>A denial tells the operator which rule asks for what, and what the peer has in its place.</summary>
public sealed class AccessExplanationTests
{
    private static readonly string Id = new('d', 64);

    private static readonly Peer InContainer = Nobody with
    {
        Location = PeerLocation.Container,
        Container = new PeerContainer(Id)
        {
            Name = "web",
            Image = "web:1",
            Labels = new Dictionary<string, string> { ["role"] = "front", ["both"] = "same", ["changed"] = "own" },
            ImageLabels = new Dictionary<string, string> { ["both"] = "same", ["changed"] = "built", ["base"] = "debian" },
        },
    };

    public static TheoryData<AllowRuleOptions, string> InAContainer => new()
    {
        { new AllowRuleOptions { Transports = ["fifo", "tcp"] }, "transports fifo, tcp (found unix)" },
        { new AllowRuleOptions { Images = ["blog", "shop:*"] }, "images blog, shop:* (found web:1)" },
        { new AllowRuleOptions { Labels = ["role=back"] }, "labels role=back (found role=front)" },
        { new AllowRuleOptions { Labels = ["role=front", "other=x"] }, "labels role=front, other=x (found role=front)" },
        { new AllowRuleOptions { Labels = ["role=back", "changed=x"] }, "labels role=back, changed=x (found role=front, changed=own)" },
        { new AllowRuleOptions { Labels = ["both=same"] }, "labels both=same (found both=same of the image)" },
        { new AllowRuleOptions { Labels = ["base=debian"] }, "labels base=debian (found base=debian of the image)" },
        { new AllowRuleOptions { ImageLabels = ["base=alpine"] }, "image labels base=alpine (found base=debian of the image)" },
        { new AllowRuleOptions { ImageLabels = ["none=x"] }, "image labels none=x (found none)" },
        { new AllowRuleOptions { Addresses = ["10.0.0.0/8"] }, "addresses 10.0.0.0/8 (found none)" },
    };

    public static TheoryData<AllowRuleOptions, string> OnTheHost => new()
    {
        { new AllowRuleOptions { Containers = ["web", "blog"] }, "containers web, blog (found none)" },
        { new AllowRuleOptions { Images = ["web"] }, "images web (found none)" },
        { new AllowRuleOptions { Labels = ["role=front"] }, "labels role=front (found none)" },
        { new AllowRuleOptions { ImageLabels = ["role=front"] }, "image labels role=front (found none)" },
        { new AllowRuleOptions { Groups = ["0"] }, "groups 0 (found 65534)" },
    };

    [Theory]
    [MemberData(nameof(InAContainer))]
    public void Denial_WhenThePeerIsInAContainer_ThenItSaysWhatWasFound(AllowRuleOptions rule, string expected) => Explain(rule, InContainer).ShouldBe(expected);

    [Theory]
    [MemberData(nameof(OnTheHost))]
    public void Denial_WhenThePeerIsOnTheHost_ThenItSaysWhatWasFound(AllowRuleOptions rule, string expected) => Explain(rule, Nobody).ShouldBe(expected);

    [Fact]
    public void Denial_WhenNobodyKnowsWhereThePeerIs_ThenItSaysWhereItMayBe() =>
        Explain(new AllowRuleOptions { Users = ["65534"], Containers = ["*"] }, Nobody with { Location = PeerLocation.Unknown })
            .ShouldStartWith("a process on the host or in any container (found unknown: ");

    [Theory]
    [InlineData(0, "65534")]
    [InlineData(2, "65534, 100, 101")]
    [InlineData(16, "65534, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115")]
    [InlineData(17, "65534, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109, 110, 111, 112, 113, 114, 115 and 1 more")]
    public void Denial_WhenThePeerIsInManyGroups_ThenItNamesItsOwnFirstAndCountsTheRest(int supplementary, string expected) =>
        Explain(new AllowRuleOptions { Groups = ["0"] }, Nobody with { SupplementaryGroups = [.. Enumerable.Range(100, supplementary).Select(group => (uint)group)] })
            .ShouldBe($"groups 0 (found {expected})");

    [Fact]
    public void Denial_WhenWhatWasFoundIsLong_ThenItIsCut() =>
        Explain(new AllowRuleOptions { Labels = ["role=x"] }, InContainer with { Container = new PeerContainer(Id) { Name = "web", Labels = new Dictionary<string, string> { ["role"] = new string('y', 5000) } } })
            .Length.ShouldBeInRange(256, 400);

    private static string Explain(AllowRuleOptions rule, Peer peer)
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Allow) = (["true"], [rule]));
        const string beginning = "denied: Commands:it:Allow wants ";
        string answer = Ask(policy, peer, "it");
        answer.ShouldStartWith(beginning);
        return answer[beginning.Length..];
    }
}
