using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

public sealed class HostAccessTests(DockerEngine engine) : EndToEndTest(engine)
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Line_WhenTheServerIsPrivilegedOrHasTwoCapabilities_ThenItRunsOnTheHost(bool isPrivileged)
    {
        var options = new ServerOptions { Rights = isPrivileged ? ServerOptions.Privileged : ServerOptions.TwoCapabilities };
        await using Scenario scenario = await Scenario.StartAsync(Engine, options);
        await scenario.OnHostAsync("mkdir /this-is-the-host");

        LoggedCommand command = await scenario.RunAsync("hostname; id -u; ls /");

        command.Output[0].ShouldBe(Scenario.HostName);
        command.Output[1].ShouldBe("0");
        command.Output.ShouldContain("this-is-the-host");
        command.Output.ShouldNotContain("hostipcd");
        command.End!.ShouldStartWith("exit 0 in ");
        (await scenario.Docker.GetAsync("logs", scenario.Server)).ShouldContain($"> {Scenario.HostName}");
    }

    [Theory]
    [InlineData("only-on-the-host a b")]
    [InlineData("defined")]
    public async Task Program_WhenItIsRelative_ThenItIsFoundOnTheHostsPath(string line)
    {
        var options = new ServerOptions
        {
            Environment =
            [
                "HOSTIPC__AllowShell=true",
                "HOSTIPC__Commands__defined__Run__0=only-on-the-host", "HOSTIPC__Commands__defined__Run__1=a", "HOSTIPC__Commands__defined__Run__2=b",
            ],
        };
        await using Scenario scenario = await Scenario.StartAsync(Engine, options);
        await scenario.OnHostAsync("printf '#!/bin/sh\\necho \"$0 on $(hostname) with $*\"\\n' > /usr/local/bin/only-on-the-host; chmod +x /usr/local/bin/only-on-the-host");

        LoggedCommand command = await scenario.RunAsync(line);

        command.Output.ShouldBe([$"/usr/local/bin/only-on-the-host on {Scenario.HostName} with a b"], command.ToString());
        command.End!.ShouldStartWith("exit 0 in ");
    }

    [Fact]
    public async Task File_WhenACommandMakesOne_ThenItIsOnTheHost()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);

        await scenario.RunAsync("echo made by a command > /tmp/made");

        (await scenario.OnHostAsync("cat /tmp/made")).ShouldBe("made by a command");
        (await scenario.InClientAsync("ls /tmp")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Client_WhenItMountsTheVolumeReadOnly_ThenItCanStillWrite()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);

        ProgramOutput client = await scenario.Docker.RunAsync(
            "run", "--rm", "--network", "none", "--volume", $"{scenario.Volume}:/ipc:ro", Engine.BusyboxImage,
            "sh", "-c", "if touch /ipc/file 2>/dev/null; then exit 9; fi; echo 'echo from read-only' > /ipc/channel");

        client.ExitCode.ShouldBe(0, client.All);
        (await scenario.WaitForEndAsync("echo from read-only")).Output.ShouldBe(["from read-only"]);
    }

    [Fact]
    public async Task Compose_WhenTheFileOfTheRepositoryIsUp_ThenALineRunsOnTheHost()
    {
        ComposeClient? compose = await Engine.Docker.FindComposeAsync();
        Engine.Demand(compose is null ? "neither docker compose nor docker-compose is there" : null);
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        string project = Unique.Name("up");
        var variables = new Dictionary<string, string> { ["HOSTIPC_IMAGE"] = Engine.ServerImage, ["HOSTIPC_PID"] = $"container:{scenario.Host}" };
        string[] which = ["--project-name", project, "--file", $"{RepositoryRoot.Path}/compose.yaml"];
        try
        {
            ProgramOutput up = await compose!.RunAsync(variables, [.. which, "up", "--detach"]);
            up.ExitCode.ShouldBe(0, up.All);
            string[] client = ["run", "--rm", "--network", "none", "--volume", $"{project}_ipc:/ipc", Engine.BusyboxImage, "sh", "-c"];
            await Engine.Docker.GetAsync([.. client, "until [ -p /ipc/channel ]; do usleep 20000; done; echo hostname > /ipc/channel"]);

            await Eventually.Finds(() => Engine.Docker.RunAsync(["run", "--rm", "--network", "none", "--volume", $"{project}_log:/log", Engine.BusyboxImage, "cat", "/log/channel.log"]), found => found.Output.Contains($" > {Scenario.HostName}\n", StringComparison.Ordinal));
        }
        finally
        {
            ProgramOutput down = await compose!.RunAsync(variables, [.. which, "down", "--volumes"]);
            down.ExitCode.ShouldBe(0, down.All);
        }
    }
}
