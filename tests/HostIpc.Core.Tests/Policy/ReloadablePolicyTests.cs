using System.Text.RegularExpressions;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;
using static HostIpc.Core.Tests.Policy.PolicyHarness;

namespace HostIpc.Core.Tests.Policy;

public sealed class ReloadablePolicyTests
{
    [Fact]
    public void Replace_WhenAnotherPolicyTakesOver_ThenItDecides()
    {
        var policy = new ReloadablePolicy(Define(options => options.Run = ["true"]));
        policy.Decide(new CommandRequest(["it"]), Root, out _).ShouldBeNull();
        policy.List(Nobody).Commands.ShouldBeEmpty();
        policy.FindNeed(new CommandRequest(["it"]), Nobody).ShouldBe(IdentityNeed.Useful);
        policy.Replace(Define(options => (options.Run, options.Allow) = (["true"], [new AllowRuleOptions { Users = ["65534"] }])));
        policy.Decide(new CommandRequest(["it"]), Root, out _).ShouldNotBeNull();
        policy.List(Nobody).Commands.Count.ShouldBe(1);
        policy.FindNeed(new CommandRequest(["it"]), Nobody).ShouldBe(IdentityNeed.None);
        policy.NeedsIdentityToList(Nobody).ShouldBeFalse();
    }

    [Fact]
    public void Replace_WhenAnotherPolicyTakesOver_ThenThePatternsOfTheOneBeforeAreDropped()
    {
        int compiled = 0;
        NamedCommandPolicy policy = Define(options => options.Run = ["true"]);
        var reloadable = new ReloadablePolicy(policy);
        CompiledPatterns.Shared.Get("of-one-test", Compile);
        reloadable.Replace(policy);
        CompiledPatterns.Shared.Get("of-one-test", Compile);
        compiled.ShouldBe(2);

        Regex Compile(string text)
        {
            compiled++;
            return new Regex(text);
        }
    }
}
