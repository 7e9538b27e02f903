using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Policy;
using static HostIpc.Core.Tests.Policy.PolicyHarness;

namespace HostIpc.Core.Tests.Policy;

/// <summary>Of a peer over TCP nothing is known but its address, and perhaps its container: it runs what a rule lets it, and never the shell.</summary>
public sealed class AddressPeerTests
{
    private static readonly Peer Neighbour = new("tcp") { Address = "172.17.0.3:40312" };
    private static readonly Peer Web = Neighbour with { Container = new PeerContainer(new string('a', 64)) { Name = "web" } };

    public static TheoryData<AllowRuleOptions, bool, bool> Rules => new()
    {
        { new AllowRuleOptions { Transports = ["tcp"] }, true, true },
        { new AllowRuleOptions { Transports = ["unix", "fifo"] }, false, false },
        { new AllowRuleOptions { Addresses = ["172.17.0.3"] }, true, true },
        { new AllowRuleOptions { Addresses = ["172.17.0.0/16"] }, true, true },
        { new AllowRuleOptions { Addresses = ["172.18.0.0/16"] }, false, false },
        { new AllowRuleOptions { Users = ["0", "root", "4294967295"] }, false, false },
        { new AllowRuleOptions { Groups = ["0"] }, false, false },
        { new AllowRuleOptions { Users = ["0"], Addresses = ["172.17.0.3"] }, false, false },
        { new AllowRuleOptions { Containers = ["web"] }, false, true },
        { new AllowRuleOptions { Containers = ["*"] }, false, true },
        { new AllowRuleOptions { Containers = ["web"], Transports = ["unix"] }, false, false },
        { new AllowRuleOptions { Containers = ["web"], Users = ["0"] }, false, false },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Command_WhenThereIsARule_ThenItIsForThoseThatItMatches(AllowRuleOptions rule, bool forAddress, bool forContainer)
    {
        NamedCommandPolicy policy = Define(options =>
        {
            options.Run = ["true"];
            options.Allow = [rule];
        });
        (Ask(policy, Neighbour, "it") == "true").ShouldBe(forAddress);
        (Ask(policy, Web, "it") == "true").ShouldBe(forContainer);
        policy.List(Neighbour).Commands.Count.ShouldBe(forAddress ? 1 : 0);
        policy.List(Web).Commands.Count.ShouldBe(forContainer ? 1 : 0);
    }

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("[::1]:1")]
    public void Command_WhenThereIsNoRule_ThenItIsForNobodyOverTcp(string address)
    {
        NamedCommandPolicy policy = Define(options => options.Run = ["true"]);
        var peer = new Peer("tcp") { Address = address };
        Ask(policy, peer, "it").ShouldBe("denied: Commands:it:Allow is not set, so it is for user 0 and for who writes to the FIFO");
        policy.List(peer).Commands.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PolicyMode.Enforce)]
    [InlineData(PolicyMode.Learn)]
    public void Shell_WhenItIsOpenToAllOrToTheAddress_ThenItIsNotThePeersAllTheSame(PolicyMode mode)
    {
        const string never = "a peer that is known by its address alone is never the shell's";
        AllowRuleOptions[][] rules = [[], [new AllowRuleOptions { Addresses = ["0.0.0.0/0"] }], [new AllowRuleOptions { Transports = ["tcp"] }], [new AllowRuleOptions { Containers = ["web"] }]];
        foreach (AllowRuleOptions[] rule in rules)
        {
            NamedCommandPolicy policy = Define(options => options.Run = ["true"], mode, allowShell: true, rule);
            foreach (Peer peer in (Peer[])[Neighbour, Web])
            {
                AskLine(policy, peer, "id; id").ShouldBe($"denied: id; names no command, and {never}");
                Ask(policy, peer, "/bin/id", "-u").ShouldBe($"denied: /bin/id names no command, and {never}");
                Ask(policy, peer, "sh", "-c", "id").ShouldBe($"denied: sh names no command, and {never}");
                policy.List(peer).Shell.ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void Shell_WhereThereAreNoCommandsAtAll_ThenItIsNotThePeers()
    {
        var policy = new NamedCommandPolicy(new PolicySettings { Commands = [] }, new ExecutionOptions());
        AskLine(policy, Root, "id").ShouldBe("shell id");
        AskLine(policy, Web, "id").ShouldStartWith("denied: ");
        policy.List(Web).Shell.ShouldBeFalse();
    }

    [Theory]
    [InlineData(PolicyMode.Enforce)]
    [InlineData(PolicyMode.Learn)]
    public void Command_OfAnother_ThenLearningDoesNotHelp(PolicyMode mode)
    {
        NamedCommandPolicy policy = Define(
            options =>
            {
                options.Run = ["true"];
                options.Allow = [new AllowRuleOptions { Addresses = ["172.17.0.4"] }];
            },
            mode);
        Ask(policy, Neighbour, "it").ShouldBe("denied: Commands:it:Allow wants addresses 172.17.0.4 (found 172.17.0.3:40312)");
    }
}
