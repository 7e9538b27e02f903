using HostIpc.Docker.TestSupport;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Docker.Commands;

/// <summary>What each action asks of the engine, and what becomes of its answer.</summary>
public sealed class DockerCommandTests
{
    private static readonly string Id = Answers.Id('a');

    [Theory]
    [InlineData(DockerAction.Restart, "restart")]
    [InlineData(DockerAction.Start, "start")]
    [InlineData(DockerAction.Stop, "stop")]
    [InlineData(DockerAction.Kill, "kill")]
    [InlineData(DockerAction.Pause, "pause")]
    [InlineData(DockerAction.Unpause, "unpause")]
    public async Task Action_WhenItSucceeds_ThenItSaysNothingAndIsZero(DockerAction action, string path)
    {
        await using FakeEngine engine = new FakeContainers("a web").Start();
        CommandHarness harness = Harness(engine, action);
        (await harness.RunAsync()).ShouldBe(0);
        (harness.Output.Output + harness.Output.Error).ShouldBe("");
        FakeContainers.Deeds(engine).ShouldBe([$"POST /containers/{Id}/{path}"]);
    }

    [Theory]
    [InlineData(DockerAction.Start)]
    [InlineData(DockerAction.Stop)]
    public async Task Action_WhenThereIsNothingToDo_ThenItIsZero(DockerAction action)
    {
        await using FakeEngine engine = new FakeContainers("a web") { Answer = _ => "HTTP/1.1 304 Not Modified\r\n\r\n" }.Start();
        (await Harness(engine, action).RunAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Settings_WhenTheyAreSet_ThenTheEngineGetsThem()
    {
        await using FakeEngine engine = new FakeContainers("a web").Start();
        await Harness(engine, DockerAction.Kill, docker => docker.Signal = "HUP").RunAsync();
        await Harness(engine, DockerAction.Stop, docker => docker.Grace = TimeSpan.FromSeconds(3)).RunAsync();
        await Harness(engine, DockerAction.Restart, docker => docker.Grace = TimeSpan.Zero).RunAsync();
        FakeContainers.Deeds(engine).ShouldBe([$"POST /containers/{Id}/kill?signal=HUP", $"POST /containers/{Id}/stop?t=3", $"POST /containers/{Id}/restart?t=0"]);
    }

    [Theory]
    [InlineData("\"StopTimeout\":120,", "?t=120")]
    [InlineData("\"StopTimeout\":-1,", "?t=-1")]
    [InlineData("\"StopTimeout\":null,", "")]
    public async Task Stop_WhenTheContainerHasATimeOfItsOwn_ThenThatIsWaitedFor(string config, string query)
    {
        await using FakeEngine engine = new FakeContainers("a web") { More = config }.Start();
        await Harness(engine, DockerAction.Stop).RunAsync();
        FakeContainers.Deeds(engine).ShouldBe([$"POST /containers/{Id}/stop{query}"]);
    }

    [Theory]
    [InlineData("404 Not Found", "No such container: web")]
    [InlineData("409 Conflict", "Container aaaa is paused. Unpause the container before stopping or killing")]
    [InlineData("500 Internal Server Error", "cannot start\\nit")]
    public async Task Engine_WhenItRefuses_ThenItsMessageIsOneLineAndTheCommandFails(string status, string message)
    {
        await using FakeEngine engine = new FakeContainers("a web") { Answer = _ => Answers.Sized($$"""{"message":"{{message}}"}""", status) }.Start();
        CommandHarness harness = Harness(engine, DockerAction.Stop);
        (await harness.RunAsync()).ShouldBe(1);
        harness.Output.Error.ShouldBe($"{message.Replace("\\n", " ", StringComparison.Ordinal)}\n");
        harness.Output.Output.ShouldBe("");
    }

    [Fact]
    public async Task Engine_WhenItCannotBeAsked_ThenTheCommandThrows()
    {
        await using FakeEngine engine = FakeEngine.Create((_, _, _) => Task.CompletedTask);
        (await Should.ThrowAsync<DockerException>(() => Harness(engine, DockerAction.Start).RunAsync())).Status.ShouldBeNull();
    }

    [Fact]
    public async Task Inspect_WhenItIsAskedFor_ThenItIsWhatTheEngineSays()
    {
        await using FakeEngine engine = new FakeContainers("a web").Start();
        CommandHarness harness = Harness(engine, DockerAction.Inspect);
        (await harness.RunAsync()).ShouldBe(0);
        harness.Output.Output.ShouldBe(Answers.Describe(Id, "web") + "\n");
    }

    [Fact]
    public async Task Logs_WhenTheyAreAskedFor_ThenTheStreamsAreApartAndTheirEndIsBounded()
    {
        await using FakeEngine engine = new FakeContainers("a web")
        {
            Answer = _ => $"HTTP/1.1 200 OK\r\n\r\n{FakeContainers.Frame(OutputKind.Stdout, "one\n")}{FakeContainers.Frame(OutputKind.Stderr, "two\n")}{FakeContainers.Frame(OutputKind.Stdout, "three\n")}",
        }.Start();
        CommandHarness harness = Harness(engine, DockerAction.Logs, docker => docker.Timestamps = true);
        (await harness.RunAsync()).ShouldBe(0);
        harness.Output.Output.ShouldBe("one\nthree\n");
        harness.Output.Error.ShouldBe("two\n");
        FakeContainers.Deeds(engine).ShouldHaveSingleItem().ShouldMatch("/logs\\?.*timestamps=true.*tail=1000");
    }

    [Fact]
    public async Task Exec_WhenItIsAskedFor_ThenItHasItsWordsStreamsAndExitCode()
    {
        await using FakeEngine engine = new FakeContainers("a web")
        {
            Answer = request => request.Contains("/containers/", StringComparison.Ordinal) ? Answers.Sized("""{"Id":"e1"}""", "201 Created")
                : request.Contains("/start ", StringComparison.Ordinal) ? $"HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n{FakeContainers.Frame(OutputKind.Stderr, "e")}{FakeContainers.Frame(OutputKind.Stdout, "o")}"
                : Answers.Sized($$"""{"ContainerID":"{{Id}}","Running":false,"ExitCode":3,"Pid":0}"""),
        }.Start();
        var options = new DockerCommandOptions
        {
            Action = DockerAction.Exec,
            Container = "web",
            Command = ["ls", "--", "{name}"],
            User = "www",
            Directory = "/srv",
            Environment = new Dictionary<string, string> { ["A"] = "{name}" },
        };
        var harness = new CommandHarness(engine, options, CommandHarness.Named());
        (await harness.RunAsync("$(id) '\"")).ShouldBe(3);
        (harness.Output.Output, harness.Output.Error).ShouldBe(("o", "e"));
        string creation = engine.Requests.Single(request => request.Contains("/exec HTTP/1.1", StringComparison.Ordinal)).Split("\r\n\r\n")[1];
        System.Text.Json.JsonDocument.Parse(creation).RootElement.GetProperty("Cmd").EnumerateArray().Select(element => element.GetString()).ShouldBe(["ls", "--", "$(id) '\""]);
        creation.ShouldContain("\"User\":\"www\"");
        creation.ShouldContain("\"WorkingDir\":\"/srv\"");
        creation.ShouldContain("\"A={name}\"");
        creation.ShouldNotContain("AttachStdin");
    }

    [Fact]
    public async Task Self_WhenTheCallerIsInAContainer_ThenItIsThatOne()
    {
        await using FakeEngine engine = new FakeContainers("a web", "b db").Start();
        CommandHarness harness = Harness(engine, DockerAction.Restart, docker => docker.Container = "{self}");
        Peer peer = CommandHarness.Root with { Container = new PeerContainer(Answers.Id('b')) };
        (await harness.RunAsync(peer, input: null, TestContext.Current.CancellationToken)).ShouldBe(0, harness.Output.Error);
        FakeContainers.Deeds(engine).ShouldBe([$"POST /containers/{Answers.Id('b')}/restart"]);
    }

    [Fact]
    public async Task Self_WhenTheCallerIsInNoContainer_ThenItIsRefused()
    {
        await using FakeEngine engine = new FakeContainers("a web").Start();
        CommandHarness harness = Harness(engine, DockerAction.Restart, docker => docker.Container = "{self}");
        (await harness.RunAsync()).ShouldBe(1);
        harness.Output.Error.ShouldBe("The caller is in no container that the server knows\n");
        engine.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Self_WhenTheEngineDoesNotHaveTheCallersContainer_ThenItIsRefused()
    {
        await using FakeEngine engine = new FakeContainers("a web").Start();
        CommandHarness harness = Harness(engine, DockerAction.Restart, docker => docker.Container = "{self}");
        Peer peer = CommandHarness.Root with { Container = new PeerContainer(Answers.Id('c')) };
        (await harness.RunAsync(peer, input: null, TestContext.Current.CancellationToken)).ShouldBe(1);
        FakeContainers.Deeds(engine).ShouldBeEmpty();
    }

    private static CommandHarness Harness(FakeEngine engine, DockerAction action, Action<DockerCommandOptions>? configure = null)
    {
        var docker = new DockerCommandOptions { Action = action, Container = "web" };
        configure?.Invoke(docker);
        return new CommandHarness(engine, docker);
    }
}
