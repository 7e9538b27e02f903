using System.Reflection;
using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Policy;
using static HostIpc.Core.Tests.Policy.PolicyHarness;

namespace HostIpc.Core.Tests.Policy;

/// <summary>Holds for each kind of thing that a rule can name, also for one that is added: a place that forgets it would let everybody.</summary>
public sealed class AllowRuleKindTests
{
    public static TheoryData<string> Kinds => [.. typeof(AllowRuleOptions).GetProperties().Select(property => property.Name)];

    [Fact]
    public void All_WhenAPropertyOfARuleIsThere_ThenItHasAKindAtTheSamePlace() =>
        AllowRuleKinds.All.Select(kind => kind.Name).ShouldBe(typeof(AllowRuleOptions).GetProperties().Select(property => property.Name));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Kind_WhenItsElementsAreSet_ThenTheyAreThoseOfItsPropertyAlone(string name)
    {
        AllowRuleKind kind = AllowRuleKinds.All.Single(kind => kind.Name == name);
        var rule = new AllowRuleOptions();
        kind.SetElements(rule, ["x"]);
        typeof(AllowRuleOptions).GetProperty(name)!.GetValue(rule).ShouldBeSameAs(kind.GetElements(rule));
        rule.FindKinds().ShouldBe([kind]);
        foreach (AllowRuleSubject subject in Enum.GetValues<AllowRuleSubject>())
        {
            rule.Names(subject).ShouldBe(subject == kind.Subject);
        }
    }

    // A rule is asked for each request.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rule_WhenAPeerIsHeldAgainstIt_ThenNothingIsAllocated(string kind)
    {
        string[] elements = kind switch { "Addresses" => ["203.0.113.1"], "Containers" => ["no-such", "id:0123456789ab", "w*"], _ => ["no-such=thing", "0=1"] };
        AllowRuleOptions rule = Rule(kind, elements);
        var access = new AccessRules([rule], new AccountDatabase(new ExecutionOptions().Target));
        Peer peer = Nobody with { Container = new PeerContainer(new string('a', 64)) { Name = "blog", Image = "blog:1", Labels = new Dictionary<string, string> { ["no-such"] = "one" } }, Location = PeerLocation.Container };
        access.Decide(peer).ShouldBe(AccessAnswer.Denied);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _ = access.Decide(peer);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1000);
    }

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

    private static AllowRuleOptions Rule(string kind, params string[] elements)
    {
        var rule = new AllowRuleOptions();
        typeof(AllowRuleOptions).GetProperty(kind, BindingFlags.Public | BindingFlags.Instance)!.SetValue(rule, elements.ToList());
        return rule;
    }
}
