using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>The client program that the server puts into the volume works in any container.</summary>
public sealed class ClientInstallTests(DockerEngine engine) : EndToEndTest(engine)
{
    [Fact]
    public async Task Client_WhenTheContainerHasNothingElse_ThenItRuns()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);

        string answer = await scenario.Docker.GetAsync(
            "run", "--rm", "--network", "none", "--read-only", "--volume", $"{scenario.Volume}:/ipc:ro", Engine.EmptyImage, "/ipc/hostipc", "run", "--", "uname", "-n");

        answer.ShouldBe(Scenario.HostName);
        (await scenario.InClientAsync("stat -c '%a %u' /ipc/hostipc; ls -A /ipc | sort | tr '\\n' ' '")).ShouldBe("755 0\nchannel channel.log hostipc hostipc.sock");
    }

    [Theory]
    [InlineData("echo old > /ipc/hostipc")]
    [InlineData("ln -s /etc/precious /ipc/hostipc")]
    [InlineData("mkfifo /ipc/hostipc")]
    public async Task Client_WhenSomethingHasItsName_ThenThatIsReplacedAndNothingElseTouched(string before)
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        await scenario.InClientAsync($"mkdir -p /etc; echo precious > /etc/precious; {before}");

        await scenario.StartServerAsync(new ServerOptions());

        (await scenario.InClientAsync("cat /etc/precious; [ -f /ipc/hostipc ] && [ ! -L /ipc/hostipc ] && /ipc/hostipc run -- uname -n")).ShouldBe($"precious\n{Scenario.HostName}");
    }

    [Fact]
    public async Task Client_WhenItIsNotWantedOrCannotBePut_ThenTheServerServesAllTheSame()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        await scenario.InClientAsync("mkdir -p /ipc/hostipc/directory");
        await scenario.StartServerAsync(new ServerOptions());
        (await scenario.Docker.RunAsync("logs", scenario.Server)).Error.ShouldContain("the client program could not be put at /ipc/hostipc: Is a directory (Client:Install)");
        await scenario.RunAsync("true");
        await scenario.Docker.GetAsync("rm", "--force", scenario.Server);
        await scenario.InClientAsync("rm -r /ipc/hostipc");

        await scenario.StartServerAsync(new ServerOptions { Environment = ["HOSTIPC__Client__Install=false"] });

        (await scenario.InClientAsync("ls /ipc | tr '\\n' ' '")).ShouldBe("channel channel.log hostipc.sock");
    }
}
