using HostIpc.Identity;
using HostIpc.Policy;
using static HostIpc.Core.Tests.Policy.PolicyHarness;

namespace HostIpc.Core.Tests.Policy;

public sealed class AllowRuleOptionsTests
{
    private const string WebId = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly Peer Web = Nobody with
    {
        SupplementaryGroups = [27, 999],
        Location = PeerLocation.Container,
        Container = new PeerContainer(WebId) { Name = "web", Image = "registry:5000/site/web:1.2", Labels = new Dictionary<string, string> { ["role"] = "front", ["empty"] = "", ["built"] = "yes", ["from"] = "image" }, ImageLabels = new Dictionary<string, string> { ["built"] = "yes", ["role"] = "base", ["from"] = "image" } },
    };

    [Fact]
    public void Allow_WhenThereIsNone_ThenItIsForRootAndTheFifo()
    {
        NamedCommandPolicy policy = Define(options => options.Run = ["true"]);
        Ask(policy, Root, "it").ShouldBe("true");
        Ask(policy, Peer.Fifo, "it").ShouldBe("true");
        Ask(policy, Nobody, "it").ShouldBe("denied: Commands:it:Allow is not set, so it is for user 0 and for who writes to the FIFO");
        Ask(policy, new Peer("tcp") { Address = "127.0.0.1" }, "it").ShouldStartWith("denied: ");
        Ask(policy, new Peer("unix"), "it").ShouldStartWith("denied: ");
    }

    public static TheoryData<AllowRuleOptions, bool> Rules => new()
    {
        { new AllowRuleOptions { Users = ["65534"] }, false }, // root in a container is any user
        { new AllowRuleOptions { Users = ["65534"], Containers = ["*"] }, true },
        { new AllowRuleOptions { Users = ["65534"], Containers = ["**"], Images = ["*"] }, true },
        { new AllowRuleOptions { Users = ["0"], Containers = ["*"] }, false },
        { new AllowRuleOptions { Users = ["65534"], Transports = ["unix"] }, false },
        { new AllowRuleOptions { Users = ["65534"], Images = ["registry:5000/site/*"] }, true },
        { new AllowRuleOptions { Users = ["65534"], Labels = ["role=front"] }, true },
        { new AllowRuleOptions { Users = ["65534"], ImageLabels = ["built=yes"] }, true },
        { new AllowRuleOptions { Users = ["nobody"], Containers = ["web"] }, true },
        { new AllowRuleOptions { Users = ["0", "root"] }, false },
        { new AllowRuleOptions { Users = ["no-such-user"], Containers = ["*"] }, false },
        { new AllowRuleOptions { Containers = ["*"] }, true },
        { new AllowRuleOptions { Groups = ["nogroup"] }, false },
        { new AllowRuleOptions { Groups = ["nogroup"], Containers = ["*"] }, true },
        { new AllowRuleOptions { Groups = ["999"], Containers = ["web"] }, true },
        { new AllowRuleOptions { Groups = ["998"], Containers = ["web"] }, false },
        { new AllowRuleOptions { Containers = ["web"] }, true },
        { new AllowRuleOptions { Containers = ["blog", "w*"] }, true },
        { new AllowRuleOptions { Containers = ["Web"] }, false },
        { new AllowRuleOptions { Containers = ["we"] }, false },
        { new AllowRuleOptions { Containers = ["id:0123456789ab"] }, true },
        { new AllowRuleOptions { Containers = [$"id:{WebId}"] }, true },
        { new AllowRuleOptions { Containers = ["id:123456789abc"] }, false },
        { new AllowRuleOptions { Images = ["registry:5000/site/web:1.2"] }, true },
        { new AllowRuleOptions { Images = ["registry:5000/site/*"] }, true },
        { new AllowRuleOptions { Images = ["registry:5000/site/web"] }, false },
        { new AllowRuleOptions { Images = ["*web"] }, false },
        { new AllowRuleOptions { Images = ["blog", "*/web:*"] }, true },
        { new AllowRuleOptions { Labels = ["role=front"] }, true },
        { new AllowRuleOptions { Labels = ["role=front", "empty="] }, true },
        { new AllowRuleOptions { Labels = ["role=front", "other=x"] }, false },
        { new AllowRuleOptions { Labels = ["role=fron"] }, false },
        { new AllowRuleOptions { Labels = ["built=yes"] }, false }, // the image brings it
        { new AllowRuleOptions { Labels = ["role=front", "from=image"] }, false },
        { new AllowRuleOptions { ImageLabels = ["built=yes"] }, true },
        { new AllowRuleOptions { ImageLabels = ["built=yes", "role=base"] }, true },
        { new AllowRuleOptions { ImageLabels = ["role=front"] }, false },
        { new AllowRuleOptions { ImageLabels = ["built=yes", "role=front"] }, false },
        { new AllowRuleOptions { ImageLabels = ["built=yes"], Labels = ["role=front"] }, true },
        { new AllowRuleOptions { Transports = ["unix"] }, true },
        { new AllowRuleOptions { Transports = ["fifo", "tcp"] }, false },
        { new AllowRuleOptions { Addresses = ["0.0.0.0/0"] }, false },
        { new AllowRuleOptions { Users = ["65534"], Containers = ["web"], Labels = ["role=front"], Transports = ["unix"] }, true },
        { new AllowRuleOptions { Users = ["0"], Containers = ["web"] }, false },
        { new AllowRuleOptions { Users = ["65534"], Containers = ["blog"] }, false },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Rule_WhenAPeerAsks_ThenAllThatItNamesMustMatch(AllowRuleOptions rule, bool expected)
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Allow) = (["true"], [rule]));
        string answer = Ask(policy, Web, "it");
        (expected ? answer == "true" : answer.StartsWith("denied: Commands:it:Allow wants ", StringComparison.Ordinal)).ShouldBeTrue(answer);
        policy.List(Web).Commands.Count.ShouldBe(expected ? 1 : 0);
    }

    [Theory]
    [InlineData(PeerLocation.Host, "users", true)]
    [InlineData(PeerLocation.Host, "users*", true)]
    [InlineData(PeerLocation.Host, "groups", true)]
    [InlineData(PeerLocation.Host, "*", false)]
    [InlineData(PeerLocation.Container, "users", false)]
    [InlineData(PeerLocation.Container, "users*", true)] // whatever an engine knows of it
    [InlineData(PeerLocation.Container, "groups", false)]
    [InlineData(PeerLocation.Container, "*", true)]
    [InlineData(PeerLocation.Unknown, "users", false)]
    [InlineData(PeerLocation.Unknown, "users*", false)]
    [InlineData(PeerLocation.Unknown, "groups", false)]
    [InlineData(PeerLocation.Unknown, "*", false)]
    public void Users_WhenAPeerIsThere_ThenTheRuleSaysWhereTheyCount(PeerLocation location, string rule, bool expected)
    {
        AllowRuleOptions allow = rule switch
        {
            "users" => new AllowRuleOptions { Users = ["65534"] },
            "users*" => new AllowRuleOptions { Users = ["65534"], Containers = ["*"] },
            "groups" => new AllowRuleOptions { Groups = ["65534"], Transports = ["unix"] },
            _ => new AllowRuleOptions { Containers = ["*"] },
        };
        NamedCommandPolicy policy = Define(options => (options.Run, options.Allow) = (["true"], [allow]));
        (Ask(policy, Nobody with { Location = location }, "it") == "true").ShouldBe(expected);
    }

    [Fact]
    public void Users_WhenTheyAreNotOnTheHost_ThenTheLogSaysWhereTheyAre()
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Allow) = (["true"], [new AllowRuleOptions { Users = ["65534"] }]));
        const string wanted = "denied: Commands:it:Allow wants a process on the host, because the rule names users or groups and no container (found ";
        Ask(policy, Web, "it").ShouldBe($"{wanted}the container web)");
        Ask(policy, Nobody with { Location = PeerLocation.Container }, "it").ShouldBe($"{wanted}a container)");
        Ask(policy, Nobody with { Location = PeerLocation.Unknown }, "it").ShouldBe($"{wanted}unknown: the process has ended, or its pid namespace or control group cannot be seen or told apart)");
    }

    [Fact]
    public void Allow_WhenThereIsNone_ThenItIsForRootOfContainersToo()
    {
        NamedCommandPolicy policy = Define(options => options.Run = ["true"]);
        Ask(policy, Web with { UserId = 0 }, "it").ShouldBe("true");
        Ask(policy, Root with { Location = PeerLocation.Unknown }, "it").ShouldBe("true");
    }

    [Theory]
    [InlineData("10.1.0.0/16", "10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "10.1.2.3:5000", true)]
    [InlineData("10.1.0.0/16", "::ffff:10.1.2.3", true)]
    [InlineData("10.1.0.0/16", "[::ffff:10.1.2.3]:5000", true)]
    [InlineData("10.1.0.0/16", "10.2.2.3", false)]
    [InlineData("172.17.0.1/12", "172.31.255.255", true)]
    [InlineData("172.17.0.1/12", "172.32.0.0", false)]
    [InlineData("0.0.0.0/0", "8.8.8.8", true)]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3/32", "10.1.2.3", true)]
    [InlineData("10.1.2.3/32", "10.1.2.2", false)]
    [InlineData("fd00::1/128", "fd00::1", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("fd00::/8", "fd12::1", true)]
    [InlineData("fd00::/8", "[fd12::1]:80", true)]
    [InlineData("fd00::/8", "10.1.2.3", false)]
    public void Addresses_WhenAPeerComesFromOne_ThenTheNetworkDecides(string network, string address, bool expected)
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Allow) = (["true"], [new AllowRuleOptions { Addresses = [network] }]));
        (Ask(policy, new Peer("tcp") { Address = address }, "it") == "true").ShouldBe(expected);
    }

    [Fact]
    public void Fifo_WhenARuleNamesMoreThanTransports_ThenItDoesNotMatch()
    {
        NamedCommandPolicy only = Define(options => (options.Run, options.Allow) = (["true"], [new AllowRuleOptions { Transports = ["fifo"] }]));
        Ask(only, Peer.Fifo, "it").ShouldBe("true");
        NamedCommandPolicy more = Define(options => (options.Run, options.Allow) = (["true"], [new AllowRuleOptions { Transports = ["fifo"], Users = ["0"] }]));
        Ask(more, Peer.Fifo, "it").ShouldBe("denied: Commands:it:Allow wants users 0 (found none)");
    }

    [Fact]
    public void Rules_WhenNoneMatches_ThenTheLogLearnsWhatEachWantedAndWhatWasFound()
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Allow) = (["true"], [new AllowRuleOptions { Containers = ["blog"] }, new AllowRuleOptions { Users = ["0"], Transports = ["unix"] }]));
        Ask(policy, Web, "it").ShouldBe("denied: Commands:it:Allow wants containers blog (found web); or users 0 (found 65534)");
    }

    [Fact]
    public void Denied_WhenTheArgumentsAreWrongToo_ThenNothingElseIsSaid()
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Allow, options.Parameters) = (["true", "{a}"], [new AllowRuleOptions { Users = ["0"] }], [new ParameterOptions { Name = "a" }]));
        Ask(policy, Nobody, "it").ShouldStartWith("denied: ");
        AskLine(policy, Nobody, "it 'unclosed").ShouldStartWith("denied: ");
    }

    [Fact]
    public void Shell_WhenItHasRules_ThenTheyHoldForLinesAndPlainPrograms()
    {
        NamedCommandPolicy policy = Define(options => options.Run = ["true"], allowShell: true, shellAllow: new AllowRuleOptions { Users = ["65534"] });
        AskLine(policy, Nobody, "ls -l").ShouldBe("shell ls -l");
        Ask(policy, Nobody, "ls", "-l").ShouldBe("ls|-l");
        AskLine(policy, Root, "ls -l").ShouldBe("denied: ShellAllow wants users 65534 (found 0)");
        Ask(policy, Root, "ls").ShouldStartWith("denied: ");
        policy.List(Root).Shell.ShouldBeFalse();
        policy.List(Nobody).Shell.ShouldBeTrue();
    }

    [Fact]
    public void Shell_WhenItHasNoRules_ThenItIsForRootAndTheFifo()
    {
        NamedCommandPolicy policy = Define(options => options.Run = ["true"], allowShell: true);
        AskLine(policy, Root, "ls").ShouldBe("shell ls");
        AskLine(policy, Peer.Fifo, "ls").ShouldBe("shell ls");
        AskLine(policy, Nobody, "ls").ShouldStartWith("denied: ShellAllow is not set");
    }

    [Fact]
    public void Learning_WhenARequestWouldBeDenied_ThenItIsPlannedWithANotice()
    {
        NamedCommandPolicy policy = Define(options => (options.Run, options.Allow) = (["true"], [new AllowRuleOptions { Users = ["0"] }]), PolicyMode.Learn);
        policy.Decide(new HostIpc.Protocol.CommandRequest(["it"]), Nobody, out var plan).ShouldBeNull();
        plan.Notice.ShouldBe("learning: it would have been denied: Commands:it:Allow wants users 0 (found 65534)");
        policy.Decide(new HostIpc.Protocol.CommandRequest("rm x"u8), Nobody, out plan).ShouldBeNull();
        plan.Notice.ShouldBe("learning: it would have been denied: rm names no command, and AllowShell is false");
        policy.Decide(new HostIpc.Protocol.CommandRequest(["it"]), Root, out plan).ShouldBeNull();
        plan.Notice.ShouldBeNull();
        Ask(policy, Nobody, "it", "extra").ShouldStartWith("bad-arguments: ");
    }
}
