using System.Diagnostics;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>A daemon whose socket systemd holds is watched without being started by that: a stop by hand stays one.</summary>
public sealed class ActivatedDaemonTests(DockerEngine engine) : EndToEndTest(engine)
{
    // In which the watch looks more than once.
    private static readonly TimeSpan Watching = TimeSpan.FromSeconds(1.5);

    private const string Unseen = "The watch looks at processes, and leaves no trace of that.";

    [Fact]
    public async Task Daemon_WhenItsSocketStartsIt_ThenTheWatchDoesNot()
    {
        string? socat = Programs.Find("socat");
        Engine.Demand(socat is null ? "no socat on PATH" : !Environment.IsPrivilegedProcess ? "A pid namespace takes root." : null);
        await using ActivatedDaemon daemon = await ActivatedDaemon.CreateAsync(socat!);
        StartServer(daemon);
        string log = $"{daemon.Place}/log";
        await WaitForAsync(log, "the Docker daemon is not running: no dockerd runs, and connecting would have systemd start it", 1);
        await Never.Within(Watching, () => daemon.Asked.Length > 0, Unseen);

        for (int round = 1; round <= 2; round++)
        {
            Process process = daemon.StartDaemon();
            await WaitForAsync(log, "] on_start", round);
            await Eventually.Finds(() => Task.FromResult(daemon.Asked), asked => asked.Length == 2 * round);

            // It closes its connections first, and then stops its containers, which takes it a while.
            daemon.BreakConnections();
            await WaitForAsync(log, "] on_stop", round);
            await Never.Within(Watching, () => daemon.Asked.Length != 2 * round, Unseen);
            process.Kill(entireProcessTree: true);
            await Never.Within(Watching, () => daemon.Asked.Length != 2 * round, Unseen);
        }

        daemon.Asked.ShouldNotContain("activated");
    }

    private void StartServer(ActivatedDaemon daemon)
    {
        foreach (string name in (string[])["on_start", "on_stop"])
        {
            Directory.CreateDirectory($"{daemon.Place}/lifecycle/{name}");
        }

        daemon.StartBeside(
            "env", "-i", $"NAMED_PIPE={daemon.Place}/channel", $"LOG={daemon.Place}/log", $"HOSTIPC__Docker__Socket={daemon.Socket}",
            $"HOSTIPC__Lifecycle__ScriptDirectory={daemon.Place}/lifecycle", "HOSTIPC__Lifecycle__Listen=", $"{Engine.Native}/hostipcd");
    }

    private static Task<string> WaitForAsync(string log, string text, int times) =>
        Eventually.Finds(async () => File.Exists(log) ? await File.ReadAllTextAsync(log) : "", found => found.Split(text).Length == times + 1);
}
