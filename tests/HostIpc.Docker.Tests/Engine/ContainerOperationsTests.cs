using System.Text;
using System.Text.Json;
using HostIpc.Docker.TestSupport;

namespace HostIpc.Docker.Engine;

/// <summary>What containers are asked with, and what engines may answer.</summary>
public sealed class ContainerOperationsTests
{
    private const string NoContent = "HTTP/1.1 204 No Content\r\nApi-Version: 1.41\r\n\r\n";

    public static TheoryData<string, Func<ContainerOperations, Task>> Changes => new()
    {
        { "POST /v1.41/containers/web/start", containers => containers.StartAsync("web") },
        { "POST /v1.41/containers/web/stop", containers => containers.StopAsync("web") },
        { "POST /v1.41/containers/web/stop?t=2", containers => containers.StopAsync("web", TimeSpan.FromSeconds(1.2)) },
        { "POST /v1.41/containers/web/stop?t=0", containers => containers.StopAsync("web", TimeSpan.Zero) },
        { "POST /v1.41/containers/web/stop?t=-1", containers => containers.StopAsync("web", Timeout.InfiniteTimeSpan) },
        { "POST /v1.41/containers/web/restart?t=10", containers => containers.RestartAsync("web", TimeSpan.FromSeconds(10)) },
        { "POST /v1.41/containers/web/kill", containers => containers.KillAsync("web") },
        { "POST /v1.41/containers/web/kill?signal=SIGHUP", containers => containers.KillAsync("web", "SIGHUP") },
        { "POST /v1.41/containers/web/kill?signal=a%26b%3Dc", containers => containers.KillAsync("web", "a&b=c") },
        { "POST /v1.41/containers/web/pause", containers => containers.PauseAsync("web") },
        { "POST /v1.41/containers/web/unpause", containers => containers.UnpauseAsync("web") },
        { "POST /v1.41/containers/web/rename?name=other", containers => containers.RenameAsync("web", "other") },
        { "DELETE /v1.41/containers/web", containers => containers.RemoveAsync("web") },
        { "DELETE /v1.41/containers/web?force=true&v=true", containers => containers.RemoveAsync("web", force: true, volumes: true) },
        { "POST /v1.41/containers/a%3Fb%20%23%25%C3%A4/start", containers => containers.StartAsync("a?b #%ä") },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Change_OfAContainer_IsAskedForAndRefusedWithTheEnginesWords(string request, Func<ContainerOperations, Task> change)
    {
        await using FakeEngine engine = FakeEngine.Start(NoContent);
        await change(Open(engine));
        engine.Requests.ShouldHaveSingleItem().ShouldStartWith(request + " HTTP/1.1\r\n");
        engine.Requests[0].Contains("Content-Length: 0\r\n", StringComparison.Ordinal).ShouldBe(request.StartsWith("POST", StringComparison.Ordinal));

        await using FakeEngine refusing = FakeEngine.Start(Answers.Sized("""{"message":"cannot: web is busy"}""", "409 Conflict"));
        DockerException refused = await Should.ThrowAsync<DockerException>(() => change(Open(refusing)));
        (refused.Status, refused.EngineMessage, refused.Message).ShouldBe((409, "cannot: web is busy", "the answer is 409: cannot: web is busy"));
    }

    [Fact]
    public async Task Change_ThatWasSoAlready_IsNoError()
    {
        await using FakeEngine engine = FakeEngine.Start("HTTP/1.1 304 Not Modified\r\n\r\n");
        (await Open(engine).StartAsync("web", TestContext.Current.CancellationToken)).ShouldBeFalse();
        (await Open(engine).StopAsync("web", cancellationToken: TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("/web")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("a\nb")]
    [InlineData("a\0")]
    public async Task Name_ThatNoContainerCanHave_IsNotAskedFor(string name)
    {
        await using FakeEngine engine = FakeEngine.Start(NoContent);
        ContainerOperations containers = Open(engine);
        await Should.ThrowAsync<ArgumentException>(() => containers.InspectAsync(name));
        await Should.ThrowAsync<ArgumentException>(() => containers.StartAsync(name));
        await Should.ThrowAsync<ArgumentException>(() => containers.StopAsync(name));
        await Should.ThrowAsync<ArgumentException>(() => containers.RestartAsync(name));
        await Should.ThrowAsync<ArgumentException>(() => containers.KillAsync(name));
        await Should.ThrowAsync<ArgumentException>(() => containers.PauseAsync(name));
        await Should.ThrowAsync<ArgumentException>(() => containers.UnpauseAsync(name));
        await Should.ThrowAsync<ArgumentException>(() => containers.WaitAsync(name));
        await Should.ThrowAsync<ArgumentException>(() => containers.RenameAsync(name, "x"));
        await Should.ThrowAsync<ArgumentException>(() => containers.RemoveAsync(name));
        await Should.ThrowAsync<ArgumentException>(() => containers.ReadLogsAsync(name));
        await Should.ThrowAsync<ArgumentException>(() => containers.AttachAsync(name));
        await Should.ThrowAsync<ArgumentException>(() => containers.ExecAsync(name, new ExecOptions("true")));
        engine.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Grace_OutOfRange_IsAnError()
    {
        await using FakeEngine engine = FakeEngine.Start(NoContent);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Open(engine).StopAsync("web", TimeSpan.FromSeconds(-2)));
        await Should.ThrowAsync<ArgumentOutOfRangeException>(() => Open(engine).RestartAsync("web", TimeSpan.FromDays(2)));
        engine.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Stop_ThatTakesItsGrace_IsWaitedFor()
    {
        await using FakeEngine engine = FakeEngine.Start(async (_, stream, cancellationToken) =>
        {
            await SimulatedWork.Takes(600, cancellationToken);
            await stream.WriteAsync(Encoding.ASCII.GetBytes(NoContent), cancellationToken);
        });
        ContainerOperations containers = Open(engine, TimeSpan.FromMilliseconds(200));
        (await containers.StopAsync("web", TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken)).ShouldBeTrue();
        await containers.RestartAsync("web", Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
        (await Should.ThrowAsync<DockerException>(() => containers.StartAsync("web"))).Message.ShouldBe("there is no whole answer within 0.2 s (Timeout)");
    }

    [Fact]
    public async Task Wait_ForAContainer_HasNoBoundAndAnswersTheExitCode()
    {
        await using FakeEngine engine = FakeEngine.Start(async (_, stream, cancellationToken) =>
        {
            await SimulatedWork.Takes(600, cancellationToken);
            await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), cancellationToken);
            await SimulatedWork.Takes(600, cancellationToken);
            await stream.WriteAsync(Encoding.ASCII.GetBytes("18\r\n{\"StatusCode\":137}\n     \r\n0\r\n\r\n"), cancellationToken);
        });
        (await Open(engine, TimeSpan.FromMilliseconds(200)).WaitAsync("web", TestContext.Current.CancellationToken)).ShouldBe(137);
        engine.Requests.ShouldHaveSingleItem().ShouldStartWith("POST /v1.41/containers/web/wait HTTP/1.1\r\n");
    }

    [Theory]
    [InlineData("""{"StatusCode":0,"Error":{"Message":"gone"}}""", "the engine cannot wait for the container: gone")]
    [InlineData("{}", "the answer does not describe the end of a container")]
    [InlineData("""{"StatusCode":"0"}""", "the answer does not describe the end of a container")]
    [InlineData("""{"StatusCode":99999999999}""", "the answer does not describe the end of a container")]
    [InlineData("", "the answer does not describe the end of a container")]
    public async Task Wait_ThatFails_IsAnError(string answer, string message)
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized(answer));
        (await Should.ThrowAsync<DockerException>(() => Open(engine).WaitAsync("web"))).Message.ShouldBe(message);
    }

    [Fact]
    public async Task List_OfContainers_IsReadWithItsNetworks()
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized(
            """
            [{"Id":"aa","Names":["/web","/proxy/web"],"Image":"web:1","Created":1763764381,"State":"running","Status":"Up 2 hours","Labels":{"a":"b"},"Ports":[],
              "NetworkSettings":{"Networks":{"bridge":{"IPAddress":"172.17.0.2","GlobalIPv6Address":""},"mine":{"IPAddress":"10.0.0.9","GlobalIPv6Address":"2001:db8::9"},"odd":null}}},
             {"Id":"bb","Names":null,"Labels":null,"NetworkSettings":{"Networks":{"none":{"IPAddress":""}}}},
             {"Id":"cc"}]
            """));
        IReadOnlyList<ContainerSummary> found = await Open(engine).ListAsync(all: true, new DockerFilter().Add("label", "a=\"b\"").Add("status", "running").Add("label", "c"), TestContext.Current.CancellationToken);
        engine.Requests[0].ShouldStartWith($"GET /v1.41/containers/json?all=true&filters={Uri.EscapeDataString("""{"label":["a=\u0022b\u0022","c"],"status":["running"]}""")} HTTP/1.1\r\n");
        found.Count.ShouldBe(3);
        (found[0].Id, found[0].Image, found[0].State, found[0].Status).ShouldBe(("aa", "web:1", "running", "Up 2 hours"));
        found[0].Names.ShouldBe(["web", "proxy/web"]);
        found[0].CreatedAt.ShouldBe(new DateTimeOffset(2025, 11, 21, 22, 33, 1, TimeSpan.Zero));
        found[0].Networks.Select(network => $"{network.Name} {network.Address} {network.Address6}").ShouldBe(["bridge 172.17.0.2 ", "mine 10.0.0.9 2001:db8::9", "odd  "]);
        found[1].Networks.ShouldHaveSingleItem().Address.ShouldBeNull();
        (found[2].Names.Count, found[2].Labels.Count, found[2].Networks.Count).ShouldBe((0, 0, 0));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("[{}]")]
    [InlineData("""[{"Id":7}]""")]
    [InlineData("""[{"Id":"a","Names":"web"}]""")]
    [InlineData("""[{"Id":"a","Names":[7]}]""")]
    [InlineData("""[{"Id":"a","Created":"now"}]""")]
    [InlineData("""[{"Id":"a","NetworkSettings":{"Networks":[]}}]""")]
    [InlineData("""[{"Id":"a","NetworkSettings":{"Networks":{"x":{"IPAddress":7}}}}]""")]
    [InlineData("""[{"Id":"a","NetworkSettings":{"Networks":{"x":7}}}]""")]
    [InlineData("""[{"Id":"a","Created":9223372036854775807}]""")]
    [InlineData("""[{"Id":"a"}""")]
    public async Task List_ThatIsNone_IsAnError(string answer)
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized(answer));
        (await Should.ThrowAsync<DockerException>(() => Open(engine).ListAsync())).Message.ShouldBe("the answer does not describe containers");
    }

    [Fact]
    public async Task Description_OfAContainer_IsRead()
    {
        const string answer =
            """
            {"Id":"aa","Name":"/web","Created":"2026-11-21T21:33:01.123456789Z","Image":"sha256:11","RestartCount":0,
             "State":{"Status":"exited","Running":false,"Paused":false,"Pid":0,"ExitCode":137,"StartedAt":"2026-11-21T22:33:01.5+01:00","FinishedAt":"0001-01-01T00:00:00Z"},
             "Config":{"Image":"web:1","Tty":true,"Labels":{"a":"b"}},
             "NetworkSettings":{"Networks":{"bridge":{"IPAddress":"172.17.0.2"}}}}
            """;
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized(answer));
        ContainerDescription found = await Open(engine).InspectAsync("web", TestContext.Current.CancellationToken);
        (found.Id, found.Name, found.Image, found.ImageId, found.State, found.ExitCode, found.HasTerminal).ShouldBe(("aa", "web", "web:1", "sha256:11", "exited", 137, true));
        found.CreatedAt.ShouldBe(new DateTimeOffset(2026, 11, 21, 21, 33, 1, TimeSpan.Zero).AddTicks(1_234_567));
        found.StartedAt.ShouldBe(new DateTimeOffset(2026, 11, 21, 21, 33, 1, 500, TimeSpan.Zero));
        found.FinishedAt.ShouldBeNull();
        found.Networks.ShouldHaveSingleItem().Name.ShouldBe("bridge");
        Encoding.UTF8.GetString(found.Json.Span).ShouldBe(answer);
    }

    [Theory]
    [InlineData("""{"Id":"a","Name":"/n","Config":{"Image":"i"},"State":7}""")]
    [InlineData("""{"Id":"a","Name":"/n","Config":{"Image":"i"},"State":{"Running":"yes"}}""")]
    [InlineData("""{"Id":"a","Name":"/n","Config":{"Image":"i"},"State":{"Pid":1.5}}""")]
    [InlineData("""{"Id":"a","Name":"/n","Config":{"Image":"i"},"State":{"StartedAt":"yesterday"}}""")]
    [InlineData("""{"Id":"a","Name":"/n","Config":{"Image":"i"},"State":{"StartedAt":"2026-11-21T22:33:01.Z5"}}""")]
    [InlineData("""{"Id":"a","Name":"/n","Config":{"Image":"i"},"State":{"StartedAt":".5"}}""")]
    [InlineData("""{"Id":"a","Name":"/n","Config":{"Image":"i","Tty":"true"}}""")]
    public async Task Description_ThatIsNone_IsAnError(string answer)
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized(answer));
        (await Should.ThrowAsync<DockerException>(() => Open(engine).InspectAsync("web"))).Message.ShouldBe("the answer does not describe a container");
    }

    [Fact]
    public async Task Creation_OfAContainer_IsWrittenAsTheApiHasIt()
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized("""{"Id":"aa","Warnings":[]}""", "201 Created"));
        var creation = new ContainerCreation("web:1") { Name = "a b", Command = ["run", "\"x\""], MemoryLimit = 5, RestartPolicy = RestartPolicy.UnlessStopped, NetworkMode = "none", HasInput = true };
        creation.Environment["A"] = "1=2";
        creation.Binds.Add("/a:/b:ro");
        creation.Ports.Add("127.0.0.1:8080:80");
        creation.Ports.Add("[::1]::80/tcp");
        creation.Ports.Add("53/udp");
        (await Open(engine).CreateAsync(creation, TestContext.Current.CancellationToken)).ShouldBe("aa");
        string[] request = engine.Requests[0].Split("\r\n\r\n");
        request[0].ShouldStartWith("POST /v1.41/containers/create?name=a%20b HTTP/1.1\r\n");
        request[0].ShouldContain("\r\nContent-Type: application/json\r\n");
        JsonSerializer.Serialize(JsonDocument.Parse(request[1])).ShouldBe(JsonSerializer.Serialize(JsonDocument.Parse(
            """
            {"Image":"web:1","Cmd":["run","\"x\""],"Env":["A=1=2"],"OpenStdin":true,"StdinOnce":true,"ExposedPorts":{"80/tcp":{},"53/udp":{}},
             "HostConfig":{"Binds":["/a:/b:ro"],"NetworkMode":"none","Memory":5,"RestartPolicy":{"Name":"unless-stopped","MaximumRetryCount":0},
              "PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"},{"HostIp":"::1","HostPort":""}],"53/udp":[{"HostIp":"","HostPort":""}]}}}
            """)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("80/icmp")]
    [InlineData("65536")]
    [InlineData("x:80")]
    [InlineData("80:")]
    [InlineData("-1:80")]
    public async Task Port_ThatIsNone_IsAnError(string port)
    {
        await using FakeEngine engine = FakeEngine.Start(NoContent);
        var creation = new ContainerCreation("web");
        creation.Ports.Add(port);
        (await Should.ThrowAsync<ArgumentException>(() => Open(engine).CreateAsync(creation))).Message.ShouldStartWith($"The port \"{port}\" is none");
    }

    [Fact]
    public async Task Creation_ThatAnswersNoId_IsAnError()
    {
        await using FakeEngine engine = FakeEngine.Start(Answers.Sized("""{"Id":""}""", "201 Created"));
        (await Should.ThrowAsync<DockerException>(() => Open(engine).CreateAsync(new ContainerCreation("web")))).Message.ShouldBe("the answer does not describe what was made");
    }

    private static ContainerOperations Open(FakeEngine engine, TimeSpan? timeout = null) =>
        new DockerClient(new DockerClientOptions { Endpoint = engine.Path, Timeout = timeout ?? TimeSpan.FromSeconds(10) }).Containers;
}
