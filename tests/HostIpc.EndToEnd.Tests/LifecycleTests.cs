using System.Globalization;
using System.Text.RegularExpressions;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>Scripts that run when a real daemon starts and stops, each once for each time, whoever tells.</summary>
public sealed class LifecycleTests(DockerEngine engine) : EndToEndTest(engine)
{
    private const string Port = "47200";
    private const string Notifier = "notify";

    // What a notifier from before HostIpc does, and no more.
    private const string ShellNotifier =
        "tell() { printf \"$1\\n\" | nc -w 1 host.docker.internal 47200; }; trap 'tell stop; exit' TERM; tell start; while :; do sleep 1000 & wait $!; done";

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(2);
    private static readonly string[] ToHost = ["--add-host", "host.docker.internal:host-gateway"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Daemon_WhenItIsStoppedKilledAndStarted_ThenEachRunsOnceEachTime(bool withNotifiers)
    {
        await using BridgedHost host = await BridgedHost.CreateAsync(Engine);
        HostServer server = await host.StartServerAsync(Settings(host));
        await ShouldHaveRunAsync(server, starts: 1, stops: 0);
        (await server.ReadLogAsync()).ShouldContain(" $ [docker daemon start] on_start\n");
        if (withNotifiers)
        {
            await host.Docker.GetAsync(["run", "--detach", "--restart", "always", "--name", "shell", .. ToHost, BridgedHost.BusyboxImage, "sh", "-c", ShellNotifier]);
            await host.Docker.GetAsync("run", "--detach", "--restart", "always", "--name", Notifier, BridgedHost.HostIpcImage, "notify");
            await ShouldHaveToldStartAsync(host, times: 1);
        }

        await ShouldHaveRunAsync(server, starts: 1, stops: 0);
        for (int round = 1; round <= 2; round++)
        {
            if (round == 1)
            {
                await host.Daemon.StopAsync();
            }
            else
            {
                await host.Daemon.KillAsync();
            }

            DateTime ended = DateTime.UtcNow;
            await ShouldHaveRunAsync(server, round, round);
            (await LastAsync(server, "on_stop") - ended).ShouldBeLessThan(TimeSpan.FromSeconds(3));

            await host.Daemon.StartAsync();
            DateTime answered = DateTime.UtcNow;
            await ShouldHaveRunAsync(server, round + 1, round);
            (await LastAsync(server, "on_start") - answered).ShouldBeLessThan(TimeSpan.FromSeconds(3));
            if (withNotifiers)
            {
                await ShouldHaveToldStartAsync(host, round + 1);
            }
        }

        (await server.StopAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task ShellNotifier_WhenNothingElseTells_ThenItsLinesDo()
    {
        await using BridgedHost host = await BridgedHost.CreateAsync(Engine);
        HostServer server = await host.StartServerAsync(Settings(host, "\"WatchDaemon\":false"));
        await ShouldHaveRunAsync(server, starts: 1, stops: 0);
        await host.Docker.GetAsync(["run", "--detach", "--name", "shell", .. ToHost, BridgedHost.BusyboxImage, "sh", "-c", ShellNotifier]);
        await ShouldHaveRunAsync(server, starts: 1, stops: 0);
        await host.Docker.GetAsync("stop", "shell");
        await ShouldHaveRunAsync(server, starts: 1, stops: 1);
        await host.Docker.GetAsync("start", "shell");
        await ShouldHaveRunAsync(server, starts: 2, stops: 1);
        (await server.ReadLogAsync()).ShouldMatch(@" \$ \[tcp address=172\.29\.0\.[0-9]+:[0-9]+\] on_stop\n");

        (await host.Docker.GetAsync(["run", "--rm", .. ToHost, BridgedHost.BusyboxImage, "sh", "-c", $"printf 'restart\\nstop' | nc -w 1 host.docker.internal {Port}"]))
            .ShouldBe("Ignoring unknown command [restart]; accepts start and stop");
        await ShouldHaveRunAsync(server, starts: 2, stops: 2);
        await Eventually.Finds(server.ReadLogAsync, log => Regex.IsMatch(log, @" 0 x \[tcp address=172\.29\.0\.[0-9]+:[0-9]+\] Ignoring unknown command \[restart\]; accepts start and stop\n"));

        // The daemon itself is not heard.
        await host.Daemon.StopAsync();
        await ShouldHaveRunAsync(server, starts: 2, stops: 2);
    }

    [Theory]
    [InlineData("host.docker.internal")]
    [InlineData(null)] // the default gateway
    [InlineData("172.29.0.1")]
    public async Task Image_WhenItIsToldToNotify_ThenItDoesAsItIs(string? name)
    {
        await using BridgedHost host = await BridgedHost.CreateAsync(Engine);
        string[] where = name switch { null => [], "172.29.0.1" => [name, "47300"], _ => [] };
        HostServer server = await host.StartServerAsync(Settings(host, $"\"WatchDaemon\":false,\"Port\":{(where.Length > 0 ? "47300" : Port)}"), "HOSTIPC__Docker__Socket=/nonexistent/docker.sock");
        (await server.ReadLogAsync()).ShouldNotContain("on_start");
        await host.Docker.GetAsync(["run", "--detach", "--name", "notify", .. name == "host.docker.internal" ? ToHost : [], BridgedHost.HostIpcImage, "notify", .. where]);
        await ShouldHaveRunAsync(server, starts: 1, stops: 0);
        (await host.Docker.GetAsync("exec", "notify", "/hostipcd", "health")).ShouldBe("a notifier runs here, and no server");
        await host.Docker.GetAsync("stop", "notify");
        await ShouldHaveRunAsync(server, starts: 1, stops: 1);
        (await host.Docker.GetAsync("inspect", "--format", "{{.State.ExitCode}}", "notify")).ShouldBe("0");
        (await host.Docker.RunAsync("logs", "notify")).All.ShouldMatch(@"^hostipc: the start is told to 172\.29\.0\.1:\d+\nhostipc: the stop is told to 172\.29\.0\.1:\d+\n$");
        (await host.Docker.GetAsync("volume", "ls", "--quiet")).ShouldBe("");
    }

    [Fact]
    public async Task Bridge_WhenItIsNotThereYet_ThenItIsListenedOnWhenItIs()
    {
        await using BridgedHost host = await BridgedHost.CreateAsync(Engine);
        await host.Daemon.StopAsync();
        _ = (await host.RunAsync("busybox", "ip", "link", "delete", "docker0")).Text;
        HostServer server = await host.StartServerAsync(Settings(host));
        await Eventually.Finds(server.ReadLogAsync, log => log.Contains(" 0 x the Docker daemon is not running: ", StringComparison.Ordinal));
        string console = await server.ReadConsoleAsync();
        console.ShouldContain("Serving lifecycle on 127.0.0.1:47200");
        console.ShouldContain("Lifecycle cannot be served on bridge:47200 yet, and is as soon as it can: there is no such bridge");
        await ShouldHaveRunAsync(server, starts: 0, stops: 0);

        await host.Daemon.StartAsync();
        await ShouldHaveRunAsync(server, starts: 1, stops: 0);
        await Eventually.Finds(server.ReadConsoleAsync, found => found.Contains($"Serving lifecycle on {PrivateDaemon.BridgeAddress}:47200", StringComparison.Ordinal));
        await host.Docker.GetAsync(["run", "--rm", .. ToHost, BridgedHost.BusyboxImage, "sh", "-c", $"echo stop | nc -w 1 host.docker.internal {Port}"]);
        await ShouldHaveRunAsync(server, starts: 1, stops: 1);
    }

    // With the scripts of a test's own, which say nothing.
    private static string Settings(BridgedHost host, string more = "\"WatchDaemon\":true")
    {
        foreach (string name in (string[])["on_start", "on_stop"])
        {
            string script = $"{host.Directory}/lifecycle/{name}/10-true";
            Directory.CreateDirectory(Path.GetDirectoryName(script)!);
            File.WriteAllText(script, "#!/bin/sh\ntrue\n");
            File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return $$"""{"Lifecycle":{"ScriptDirectory":"{{host.Directory}}/lifecycle","Listen":["127.0.0.1","bridge"],{{more}} } }""";
    }

    // It looks for its host first, which takes seconds where no name server answers. A daemon that is killed leaves it running: what it tells then is a change.
    private static async Task ShouldHaveToldStartAsync(BridgedHost host, int times) => _ = await Eventually.Finds(
        () => host.Docker.RunAsync("logs", Notifier), found => Regex.Count(found.All, "the start is told to") == times);

    // And no more of them in the time after, in which somebody else might have told the same.
    private static async Task ShouldHaveRunAsync(HostServer server, int starts, int stops)
    {
        string expected = string.Create(CultureInfo.InvariantCulture, $"{starts} starts, {stops} stops");
        await Eventually.Finds(() => CountAsync(server), found => found.Counts == expected);
        await Never.Within(Quiet, async () => (await CountAsync(server)).Counts != expected, "What tells the same again is another program, which says nothing where it does not.");
    }

    private static async Task<(string Counts, string Log)> CountAsync(HostServer server)
    {
        string log = await server.ReadLogAsync();
        return (string.Create(CultureInfo.InvariantCulture, $"{Count(log, "on_start")} starts, {Count(log, "on_stop")} stops"), log);
    }

    private static int Count(string log, string name) => Regex.Count(log, $" \\$ \\[.*\\] {name}$", RegexOptions.Multiline);

    private static async Task<DateTime> LastAsync(HostServer server, string name) =>
        DateTime.Parse(Regex.Matches(await server.ReadLogAsync(), $"^(\\S+) \\d+ \\$ \\[.*\\] {name}$", RegexOptions.Multiline)[^1].Groups[1].Value, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
}
