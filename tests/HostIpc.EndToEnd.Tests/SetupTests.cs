using System.Text.RegularExpressions;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>What a newcomer types: the compose file, the lines that the server prints, and <c>check</c>.</summary>
public sealed class SetupTests(DockerEngine engine) : EndToEndTest(engine)
{
    [Fact]
    public async Task Compose_WhenAClientWaitsForTheServersHealth_ThenItWorksAtTheFirstUp()
    {
        ComposeClient? compose = await Engine.Docker.FindComposeAsync();
        Engine.Demand(compose is null ? "neither docker compose nor docker-compose is there" : null);
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        string project = Unique.Name("first");
        DirectoryInfo directory = TemporaryDirectories.Create("hostipc-compose-");
        string more = $"{directory.FullName}/client.yaml";
        await File.WriteAllTextAsync(
            more,
            $"""
            version: "3"
            services:
              client:
                image: {Engine.BusyboxImage}
                depends_on:
                  hostipc:
                    condition: service_healthy
                volumes:
                  - ipc:/ipc:ro
                command: /ipc/hostipc run -- uname -n
            """,
            TestContext.Current.CancellationToken);
        var variables = new Dictionary<string, string> { ["HOSTIPC_IMAGE"] = Engine.ServerImage, ["HOSTIPC_PID"] = $"container:{scenario.Host}" };
        string[] which = ["--project-name", project, "--file", $"{RepositoryRoot.Path}/compose.yaml", "--file", more];
        try
        {
            ProgramOutput up = await compose!.RunAsync(variables, [.. which, "up", "--exit-code-from", "client"]);
            up.ExitCode.ShouldBe(0, up.All);
            up.All.ShouldContain(Scenario.HostName);
        }
        finally
        {
            ProgramOutput down = await compose!.RunAsync(variables, [.. which, "down", "--volumes"]);
            directory.Delete(recursive: true);
            down.ExitCode.ShouldBe(0, down.All);
        }
    }

    [Fact]
    public async Task Greeting_WhenTheServerRunsInAContainer_ThenItsLinesWorkAsTheyArePrinted()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        string greeting = (await Eventually.Finds(() => scenario.Docker.RunAsync("logs", scenario.Server), found => found.All.Contains("docker logs -f ", StringComparison.Ordinal))).All;
        string[] lines = [.. Regex.Matches(greeting, "^    (docker exec .*)$", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];
        lines.Length.ShouldBe(2, greeting);

        (await Programs.RunAsync("sh", ["-c", lines[0]], new Dictionary<string, string> { ["DOCKER_HOST"] = scenario.Docker.Host })).Text.ShouldBe($"hello from {Scenario.HostName}");
        (await Programs.RunAsync("sh", ["-c", lines[1]], new Dictionary<string, string> { ["DOCKER_HOST"] = scenario.Docker.Host })).ExitCode.ShouldBe(0);
        (await scenario.WaitForEndAsync("echo hello from $(uname -n)")).Output.ShouldBe([$"hello from {Scenario.HostName}"]);
    }

    [Fact]
    public async Task Check_WhenTheServerCarriesOutDockerCommandsAlone_ThenItAgreesWithTheServerThatServes()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        await scenario.StartServerAsync(new ServerOptions
        {
            Rights = [],
            Environment = ["HOSTIPC__Execution__Target=local", "HOSTIPC__Commands__restart-web__Docker__Action=restart", "HOSTIPC__Commands__restart-web__Docker__Container=web"],
            Arguments = scenario.Docker.SocketMount,
        });
        ProgramOutput check = await scenario.Docker.RunAsync("exec", scenario.Server, "/hostipcd", "check");
        check.ExitCode.ShouldBe(0, check.All);
        check.All.ShouldContain("target: local, no command runs a program there");
    }

    [Fact]
    public async Task Check_WhenTheHostsProcessOneMayDoMore_ThenItSaysWhatCommandsLack()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        ProgramOutput check = await scenario.Docker.RunAsync("exec", scenario.Server, "/hostipcd", "check");
        check.ExitCode.ShouldBe(0, check.All);
        check.All.ShouldContain("warning: commands lack capabilities that the host's process 1 has: SYS_BOOT (restart).");
    }
}
