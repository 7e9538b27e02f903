using HostIpc.Docker.TestSupport;
using HostIpc.Identity;

namespace HostIpc.Docker.Commands;

/// <summary>Which container a command reaches: the one whose name was said, and no other, whatever was said.</summary>
public sealed class ContainerChoiceTests
{
    private static readonly FakeContainers Containers = new("a web-1", "b secret", "c web-2");
    private static readonly DockerCommandOptions RestartNamed = new() { Action = DockerAction.Restart, Container = "{name}" };

    [Fact]
    public async Task Container_WhenItsNameIsSaid_ThenWhatIsDoneIsDoneToItsId()
    {
        await using FakeEngine engine = Containers.Start();
        (await new CommandHarness(engine, RestartNamed, CommandHarness.Named("web-.*")).RunAsync("web-2")).ShouldBe(0);
        FakeContainers.Deeds(engine).ShouldBe([$"POST /containers/{Answers.Id('c')}/restart"]);
    }

    [Theory]
    [InlineData("b")]
    [InlineData("bb")]
    [InlineData("bbbbbbbbbbbb")]
    [InlineData("bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb")]
    public async Task Id_WhenAPeerSaysOne_ThenItReachesNoContainer(string id)
    {
        await using FakeEngine engine = Containers.Start();
        var harness = new CommandHarness(engine, RestartNamed, CommandHarness.Named("[a-z]+"));
        (await harness.RunAsync(id)).ShouldBe(1);
        harness.Output.Error.ShouldBe($"No such container: {id}\n");
        FakeContainers.Deeds(engine).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../images")]
    [InlineData("web-1/exec")]
    [InlineData("web-1?force=true")]
    [InlineData("web-1%2fexec")]
    [InlineData("web-1 HTTP/1.1")]
    [InlineData("WEB-1")]
    [InlineData("_web")]
    [InlineData("")]
    [InlineData("w\u00e9b")]
    public async Task Value_WhenItIsNoNameOfAContainer_ThenTheEngineIsNotAskedForAnythingElse(string value)
    {
        await using FakeEngine engine = Containers.Start();
        var harness = new CommandHarness(engine, RestartNamed, CommandHarness.Named());
        (await harness.RunAsync(value)).ShouldBe(1);
        harness.Output.Error.ShouldBe($"No such container: {value}\n".Replace("\u00e9", "\u00c3\u00a9", StringComparison.Ordinal));
        engine.Requests.Where(request => !request.StartsWith("GET /v1.41/containers/WEB-1/json ", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Text_WhenItStandsAroundThePlaceholder_ThenTheWholeIsTheName()
    {
        await using FakeEngine engine = Containers.Start();
        var options = new DockerCommandOptions { Action = DockerAction.Stop, Container = "web-{name}" };
        (await new CommandHarness(engine, options, CommandHarness.Named()).RunAsync("1")).ShouldBe(0);
        FakeContainers.Deeds(engine).ShouldBe([$"POST /containers/{Answers.Id('a')}/stop"]);
    }

    [Theory]
    [InlineData("secret")]
    [InlineData("bbbbbbbbbbbb")]
    public async Task Container_WhenTheOperatorNamesIt_ThenItMayBeItsIdToo(string container)
    {
        await using FakeEngine engine = Containers.Start();
        (await new CommandHarness(engine, new DockerCommandOptions { Action = DockerAction.Pause, Container = container }).RunAsync()).ShouldBe(0);
        FakeContainers.Deeds(engine).ShouldBe([$"POST /containers/{Answers.Id('b')}/pause"]);
    }

    // What an event says may be what a container's maker wrote on a label.
    [Fact]
    public async Task Id_WhenTheServerItselfSaysIt_ThenItReachesNoContainerEither()
    {
        await using FakeEngine engine = Containers.Start();
        var harness = new CommandHarness(engine, RestartNamed, CommandHarness.Named("[0-9a-f]{64}"));
        (await harness.RunAsync(Peer.Own("docker", "event"), input: null, TestContext.Current.CancellationToken, Answers.Id('b'))).ShouldBe(1);
        FakeContainers.Deeds(engine).ShouldBeEmpty();
    }

    [Fact]
    public async Task Value_WhenThePolicyRefusesIt_ThenTheEngineIsNotAsked()
    {
        await using FakeEngine engine = Containers.Start();
        var harness = new CommandHarness(engine, RestartNamed, CommandHarness.Named("web-.*"));
        (await harness.RunAsync("secret")).ShouldBeNull();
        harness.Output.Error.ShouldStartWith("bad-arguments: it: name is secret, a value that matches web-.* is wanted");
        engine.Requests.ShouldBeEmpty();
    }
}
