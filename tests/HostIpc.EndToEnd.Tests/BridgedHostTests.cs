using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>What the tests of networks and of the daemon's life stand on holds: they would else fail for another reason than they say.</summary>
public sealed class BridgedHostTests(DockerEngine engine) : EndToEndTest(engine)
{
    [Fact]
    public async Task Daemon_WhenItIsStoppedAndKilled_ThenItComesAgainWithItsContainers()
    {
        await using BridgedHost host = await BridgedHost.CreateAsync(Engine);
        HostServer server = await host.StartServerAsync();
        await host.Docker.GetAsync("run", "--detach", "--stop-timeout", "1", "--name", "kept", BridgedHost.BusyboxImage, "sleep", "1000");

        await host.Daemon.StopAsync();
        (await host.Docker.AnswersAsync()).ShouldBeFalse();
        await host.Daemon.StartAsync();
        await host.Docker.GetAsync("start", "kept");
        await host.Daemon.KillAsync();
        (await host.Docker.AnswersAsync()).ShouldBeFalse();
        await host.Daemon.StartAsync();

        (await host.Docker.GetAsync("inspect", "--format", "{{.State.Status}}", "kept")).ShouldBeOneOf("exited", "running");
        (await host.RunAsync("busybox", "ip", "address")).Text.ShouldContain($"inet {PrivateDaemon.BridgeAddress}/16");
        (await server.HostIpcAsync("run", "--", "echo", "here")).Text.ShouldBe("here");
        (await server.StopAsync()).ShouldBe(0);
    }
}
