using System.Reflection;
using HostIpc.Identity;
using HostIpc.Policy;
using static HostIpc.Core.Tests.Policy.PolicyHarness;

namespace HostIpc.Core.Tests.Policy;

/// <summary>Holds for each kind of thing that a rule can name, also for one that is added: a place that forgets it would let everybody.</summary>
public sealed class AllowRuleKindTests
{
    public static TheoryData<string> Kinds => [.. typeof(AllowRule).GetProperties().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rule_WhenItNamesOneThingThatNobodyHas_ThenItMatchesNobody(string kind)
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Allow) = (["true"], [Rule(kind, kind == "Addresses" ? "203.0.113.1" : "no-such=thing")]));
        foreach (Peer peer in (Peer[])[Root, Nobody, Peer.Fifo, new Peer("tcp") { Address = "127.0.0.1:1" }, Root with { Container = new PeerContainer(new string('a', 64)) { Name = "web" }, Location = PeerLocation.Container }])
        {
            Ask(policy, peer, "it").ShouldStartWith("denied: ", customMessage: $"{kind}, {peer}");
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Check_WhenARuleNamesOneThing_ThenItDoesNotNameNothing(string kind) =>
        AllowRuleCheck.FindFaults("Allow", [Rule(kind, kind == "Addresses" ? "127.0.0.1" : "key=value")]).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Check_WhenAnElementIsEmpty_ThenItIsWrong(string kind) =>
        AllowRuleCheck.FindFaults("Allow", [Rule(kind, "")]).Select(fault => fault.Key).ShouldBe([$"Allow:{kind}"]);

    private static AllowRule Rule(string kind, string element)
    {
        var rule = new AllowRule();
        typeof(AllowRule).GetProperty(kind, BindingFlags.Public | BindingFlags.Instance)!.SetValue(rule, new List<string> { element });
        return rule;
    }
}
