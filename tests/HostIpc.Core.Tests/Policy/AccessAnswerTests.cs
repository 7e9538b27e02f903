using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;
using static HostIpc.Core.Tests.Policy.PolicyHarness;

namespace HostIpc.Core.Tests.Policy;

/// <summary>What rules say while the engine has still to tell which container a peer is, or which labels its image has.</summary>
public sealed class AccessAnswerTests
{
    private static readonly string Id = new('d', 64);

    private static readonly IReadOnlyDictionary<string, string> Labels = new Dictionary<string, string> { ["role"] = "front", ["empty"] = "" };

    // The kernel has told the control group, and the engine nothing yet.
    private static readonly Peer Pending = Nobody with { Location = PeerLocation.Container, Container = new PeerContainer(Id), Identity = PeerIdentity.Pending };

    // The engine has described the container, and not its image.
    private static readonly Peer Described = Pending with
    {
        Identity = PeerIdentity.Complete,
        Container = new PeerContainer(Id) { Name = "web", Image = "web:1", Labels = Labels, ImageLabelSource = new NoLabels() },
    };

    private static readonly Peer Complete = Described with { Container = new PeerContainer(Id) { Name = "web", Image = "web:1", Labels = Labels } };

    private static readonly Peer Unknown = Nobody with { Location = PeerLocation.Unknown, Identity = PeerIdentity.Pending };

    public static TheoryData<string, AllowRuleOptions, string> Answers => new()
    {
        { nameof(Pending), new AllowRuleOptions { Containers = ["web"] }, nameof(AccessAnswer.Open) },
        { nameof(Pending), new AllowRuleOptions { Images = ["web:1"] }, nameof(AccessAnswer.Open) },
        { nameof(Pending), new AllowRuleOptions { Labels = ["role=front"] }, nameof(AccessAnswer.Open) },
        { nameof(Pending), new AllowRuleOptions { ImageLabels = ["role=front"] }, nameof(AccessAnswer.Open) },
        { nameof(Pending), new AllowRuleOptions { Containers = ["web"], Images = ["web:1"] }, nameof(AccessAnswer.Open) },
        { nameof(Pending), new AllowRuleOptions { Containers = ["web"], Users = ["0"] }, nameof(AccessAnswer.Denied) },
        { nameof(Pending), new AllowRuleOptions { Containers = ["web"], Transports = ["tcp"] }, nameof(AccessAnswer.Denied) },
        { nameof(Pending), new AllowRuleOptions { Users = ["65534"] }, nameof(AccessAnswer.Denied) },
        { nameof(Pending), new AllowRuleOptions { Users = ["65534"], Containers = ["*"] }, nameof(AccessAnswer.Allowed) },
        { nameof(Pending), new AllowRuleOptions { Containers = ["id:dddddddddddd"] }, nameof(AccessAnswer.Allowed) },
        { nameof(Described), new AllowRuleOptions { Containers = ["web"] }, nameof(AccessAnswer.Allowed) },
        { nameof(Described), new AllowRuleOptions { Containers = ["blog"] }, nameof(AccessAnswer.Denied) },
        { nameof(Described), new AllowRuleOptions { Images = ["blog"] }, nameof(AccessAnswer.Denied) },
        { nameof(Described), new AllowRuleOptions { Labels = ["role=front"] }, nameof(AccessAnswer.Open) },
        { nameof(Described), new AllowRuleOptions { Labels = ["role=front", "empty="] }, nameof(AccessAnswer.Open) },
        { nameof(Described), new AllowRuleOptions { Labels = ["role=back"] }, nameof(AccessAnswer.Denied) },
        { nameof(Described), new AllowRuleOptions { Labels = ["role=front", "role=back"] }, nameof(AccessAnswer.Denied) },
        { nameof(Described), new AllowRuleOptions { ImageLabels = ["role=front"] }, nameof(AccessAnswer.Open) },
        { nameof(Described), new AllowRuleOptions { ImageLabels = ["role=front"], Images = ["blog"] }, nameof(AccessAnswer.Denied) },
        { nameof(Complete), new AllowRuleOptions { Containers = ["blog"] }, nameof(AccessAnswer.Denied) },
        { nameof(Complete), new AllowRuleOptions { Images = ["blog"] }, nameof(AccessAnswer.Denied) },
        { nameof(Complete), new AllowRuleOptions { Labels = ["role=front"] }, nameof(AccessAnswer.Allowed) },
        { nameof(Complete), new AllowRuleOptions { Labels = ["role=back"] }, nameof(AccessAnswer.Denied) },
        { nameof(Complete), new AllowRuleOptions { ImageLabels = ["role=front"] }, nameof(AccessAnswer.Denied) },
        { nameof(Unknown), new AllowRuleOptions { Users = ["65534"], Containers = ["*"] }, nameof(AccessAnswer.Open) },
        { nameof(Unknown), new AllowRuleOptions { Users = ["65534"] }, nameof(AccessAnswer.Denied) },
        { nameof(Nobody), new AllowRuleOptions { Containers = ["web"] }, nameof(AccessAnswer.Denied) },
        { nameof(Nobody), new AllowRuleOptions { Users = ["65534"] }, nameof(AccessAnswer.Allowed) },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Rule_WhenMoreMayComeToBeKnown_ThenItIsOpenWhereThatCouldDecide(string peer, AllowRuleOptions rule, string expected) =>
        Rules(rule).Decide(Find(peer)).ToString().ShouldBe(expected);

    // The engine has answered, and does not know the container's name; or has named it before it could be asked for more.
    [Fact]
    public void Containers_WhenTheEngineHasSaidAllItKnowsOfOne_ThenNothingIsOpen()
    {
        Peer nameless = Described with { Container = Described.Container! with { Name = null } };
        Rules(new AllowRuleOptions { Containers = ["web"] }).Decide(nameless).ShouldBe(AccessAnswer.Denied);
        Peer named = Pending with { Container = Pending.Container! with { Name = "web" } };
        Rules(new AllowRuleOptions { Containers = ["blog"] }).Decide(named).ShouldBe(AccessAnswer.Denied);
    }

    [Theory]
    [InlineData("*", true)]
    [InlineData("**", true)]
    [InlineData("", false)]
    [InlineData("w*", false)]
    [InlineData("id:*", false)]
    public void Containers_WhenThePatternIsStarsAlone_ThenItIsAnyContainer(string pattern, bool expected) =>
        new AllowRuleOptions { Containers = [pattern] }.NamesAnyContainer().ShouldBe(expected);

    [Fact]
    public void Rules_WhenOneMatchesAndAnotherIsOpen_ThenThePeerIsAllowed()
    {
        AllowRuleOptions open = new() { Containers = ["web"] };
        AllowRuleOptions matching = new() { Transports = ["unix"] };
        AllowRuleOptions denying = new() { Transports = ["tcp"] };
        Rules(open, matching).Decide(Pending).ShouldBe(AccessAnswer.Allowed);
        Rules(matching, open).Decide(Pending).ShouldBe(AccessAnswer.Allowed);
        Rules(open, denying).Decide(Pending).ShouldBe(AccessAnswer.Open);
        Rules(denying, open).Decide(Pending).ShouldBe(AccessAnswer.Open);
    }

    // A peer that nobody can describe any further is where it is: neither the host nor a container.
    [Theory]
    [InlineData(PeerIdentity.Complete, PeerLocation.Unknown)]
    [InlineData(PeerIdentity.Pending, PeerLocation.Host)]
    public void Users_WhenNothingMoreCanBeKnownOfTheLocation_ThenTheRuleDecidesAtOnce(object identity, PeerLocation location) =>
        Rules(new AllowRuleOptions { Users = ["65534"], Containers = ["*"] })
            .Decide(Nobody with { Location = location, Identity = (PeerIdentity)identity, Container = null })
            .ShouldBe(location == PeerLocation.Host ? AccessAnswer.Allowed : AccessAnswer.Denied);

    [Fact]
    public void Server_WhenItAsksItself_ThenNoRuleIsInItsWay()
    {
        Peer own = Peer.Own("trigger", "web");
        Rules(new AllowRuleOptions { Transports = ["tcp"] }).Decide(own).ShouldBe(AccessAnswer.Allowed);
        Rules().Decide(own).ShouldBe(AccessAnswer.Allowed);
    }

    [Fact]
    public void Need_WhenNoRuleAsksForAContainer_ThenTheLogAloneCouldUseOne()
    {
        Need(Command()).ShouldBe(IdentityNeed.Useful);
        Need(Command(new AllowRuleOptions { Users = ["0"] })).ShouldBe(IdentityNeed.None);
        Need(Command(new AllowRuleOptions { Containers = ["web"] })).ShouldBe(IdentityNeed.Required);
    }

    [Theory]
    [InlineData("other", IdentityNeed.Required)]
    [InlineData("it", IdentityNeed.Useful)]
    [InlineData("'it' x", IdentityNeed.Useful)]
    [InlineData("", IdentityNeed.Required)]
    public void Need_WhenALineNamesNoCommand_ThenItIsTheShells(string line, object expected)
    {
        NamedCommandPolicy policy = Define(options => options.Run = ["true"], allowShell: true, shellAllow: new AllowRuleOptions { Containers = ["web"] });
        policy.FindNeed(new CommandRequest(System.Text.Encoding.UTF8.GetBytes(line)), Pending).ShouldBe((IdentityNeed)expected);
    }

    [Fact]
    public void Need_WhenTheShellIsClosed_ThenTheLogAloneCouldUseTheContainer()
    {
        NamedCommandPolicy policy = Define(options => options.Run = ["true"], allowShell: false, shellAllow: new AllowRuleOptions { Containers = ["web"] });
        policy.FindNeed(new CommandRequest(["other"]), Pending).ShouldBe(IdentityNeed.Useful);
        policy.NeedsIdentityToList(Pending).ShouldBeFalse();
    }

    // Over TCP the shell is closed, whatever its rules.
    [Fact]
    public void Need_WhenThePeerIsKnownByItsAddressAlone_ThenTheShellsRulesNeedNothing()
    {
        NamedCommandPolicy policy = Define(options => options.Run = ["true"], allowShell: true, shellAllow: new AllowRuleOptions { Containers = ["web"] });
        Peer peer = new("tcp") { Address = "172.17.0.2:1", Identity = PeerIdentity.Pending };
        policy.FindNeed(new CommandRequest(["other"]), peer).ShouldBe(IdentityNeed.Useful);
        policy.NeedsIdentityToList(peer).ShouldBeFalse();
    }

    // It gets the peer, and may look at what it likes.
    [Fact]
    public void Need_WhenAFunctionOfTheApplicationHandlesTheCommand_ThenItIsAllThereIs() =>
        Handled(new CommandOptions { Name = "it", Handler = (_, _) => throw new NotSupportedException() }).FindNeed(new CommandRequest(["it"]), Pending).ShouldBe(IdentityNeed.Required);

    [Fact]
    public void Need_WhenASectionHandlesTheCommand_ThenTheRulesSayIt() =>
        Handled(new EmptyCommand { Name = "it" }).FindNeed(new CommandRequest(["it"]), Pending).ShouldBe(IdentityNeed.Useful);

    [Fact]
    public void List_WhenARuleIsOpen_ThenItNeedsTheContainer()
    {
        Command(new AllowRuleOptions { Containers = ["web"] }).NeedsIdentityToList(Pending).ShouldBeTrue();
        Command(new AllowRuleOptions { Containers = ["web"] }).NeedsIdentityToList(Complete).ShouldBeFalse();
        Command(new AllowRuleOptions { Users = ["0"] }).NeedsIdentityToList(Pending).ShouldBeFalse();
        NamedCommandPolicy shell = Define(options => options.Run = ["true"], allowShell: true, shellAllow: new AllowRuleOptions { Containers = ["web"] });
        shell.NeedsIdentityToList(Pending).ShouldBeTrue();
        shell.NeedsIdentityToList(Complete).ShouldBeFalse();
    }

    [Fact]
    public void List_WhenOneCommandOfSeveralIsOpen_ThenItNeedsTheContainer() =>
        new NamedCommandPolicy(
            new PolicySettings
            {
                Commands =
                [
                    new CommandOptions { Name = "a", Run = ["true"] },
                    new CommandOptions { Name = "b", Run = ["true"], Allow = [new AllowRuleOptions { Containers = ["web"] }] },
                ],
            },
            new ExecutionOptions()).NeedsIdentityToList(Pending).ShouldBeTrue();

    [Theory]
    [InlineData(PeerIdentity.Unanswered, "busy: the caller's container was not found in time")]
    [InlineData(PeerIdentity.Unavailable, "denied: Commands:it:Allow wants containers web (found id:dddddddddddd); the engine cannot be asked for its container (Docker:Socket)")]
    [InlineData(PeerIdentity.Complete, "denied: Commands:it:Allow wants containers web (found id:dddddddddddd)")]
    public void Decide_WhenTheContainerWasNotFound_ThenTheAnswerSaysWhy(object identity, string expected) =>
        Ask(Command(new AllowRuleOptions { Containers = ["web"] }), Pending with { Identity = (PeerIdentity)identity }, "it").ShouldBe(expected);

    [Fact]
    public void Decide_WhenTheShellsRulesNeedAContainerThatWasNotFound_ThenTheAnswerSaysWhy()
    {
        NamedCommandPolicy policy = Define(options => options.Run = ["true"], allowShell: true, shellAllow: new AllowRuleOptions { Containers = ["web"] });
        AskLine(policy, Pending with { Identity = PeerIdentity.Unanswered }, "ls").ShouldBe("busy: the caller's container was not found in time");
        AskLine(policy, Nobody, "ls").ShouldBe("denied: ShellAllow wants containers web (found none)");
    }

    // No container could change it, so nobody is told to come again.
    [Fact]
    public void Decide_WhenTheShellIsNotThePeersInAnyCase_ThenTheAnswerIsDenied()
    {
        NamedCommandPolicy closed = Define(options => options.Run = ["true"], allowShell: false, shellAllow: new AllowRuleOptions { Containers = ["web"] });
        AskLine(closed, Pending with { Identity = PeerIdentity.Unanswered }, "ls").ShouldBe("denied: ls names no command, and AllowShell is false");
        NamedCommandPolicy open = Define(options => options.Run = ["true"], allowShell: true, shellAllow: new AllowRuleOptions { Containers = ["web"] });
        AskLine(open, new Peer("tcp") { Address = "172.17.0.2:1", Identity = PeerIdentity.Unanswered }, "ls").ShouldStartWith("denied: ls names no command, and a peer ");
    }

    [Fact]
    public void Decide_WhenTheServerItselfNamesNoCommand_ThenItIsNotTheShells()
    {
        NamedCommandPolicy policy = Define(options => options.Run = ["true"], allowShell: true);
        Ask(policy, Peer.Own("trigger", "web"), "it").ShouldBe("true");
        Ask(policy, Peer.Own("trigger", "web"), "ls").ShouldBe("denied: ls names no command, and what the server does itself is never the shell's");
    }

    [Theory]
    [InlineData(0u, "bad-arguments")]
    [InlineData(65534u, "denied")]
    public void Decide_WhenACommandIsRejected_ThenThePlanTellsWhichItWas(uint user, string expected)
    {
        Peer peer = Nobody with { UserId = user };
        Command().Decide(new CommandRequest(["it", "x"]), peer, out ExecutionPlan plan).ShouldNotBeNull().ToString().ShouldStartWith(expected);
        plan.Command!.Name.ShouldBe("it");
    }

    [Fact]
    public void List_WhenThereAreSeveralCommands_ThenTheyAreInOrderOfName() =>
        new NamedCommandPolicy(
            new PolicySettings { Commands = [.. ((string[])["b", "B", "a", "c"]).Select(name => new CommandOptions { Name = name, Run = ["true"] })] },
            new ExecutionOptions()).List(Root).Commands.Select(command => command.Name).ShouldBe(["B", "a", "b", "c"]);

    private static AccessRules Rules(params AllowRuleOptions[] rules) => new(rules, new AccountDatabase(new ExecutionOptions().Target));

    private static NamedCommandPolicy Command(params AllowRuleOptions[] rules) => Define(options => (options.Run, options.Allow) = (["true"], rules));

    private static NamedCommandPolicy Handled(CommandOptions command) => new(new PolicySettings { Commands = [command] }, new ExecutionOptions());

    private static IdentityNeed Need(NamedCommandPolicy policy) => policy.FindNeed(new CommandRequest(["it"]), Pending);

    private static Peer Find(string name) => name switch
    {
        nameof(Pending) => Pending,
        nameof(Described) => Described,
        nameof(Complete) => Complete,
        nameof(Unknown) => Unknown,
        _ => Nobody,
    };

    private sealed class NoLabels : IImageLabelSource
    {
        public ValueTask<IReadOnlyDictionary<string, string>> FindAsync(CancellationToken cancellationToken) => throw new NotSupportedException();
    }

    private sealed class EmptyCommand : CommandOptions
    {
        public override string SectionKey => "Empty";

        public override string Summary => "nothing";

        public override IReadOnlyList<SettingTemplate> Templates => [];

        public override CommandHandler CreateHandler() => (_, _) => throw new NotSupportedException();
    }
}
