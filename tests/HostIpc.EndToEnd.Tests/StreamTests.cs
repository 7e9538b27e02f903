using System.Globalization;
using System.Text.RegularExpressions;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>A gigabyte each way, unchanged and in bounded memory; many connections and commands at a time.</summary>
public sealed class StreamTests(DockerEngine engine) : EndToEndTest(engine)
{
    private const int MaxKiB = 40 * 1024;

    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(4);

    // Not all the same byte, and with the same sum wherever it is made.
    private const string Gigabyte = "i=0; while [ $i -lt 64 ]; do cat /tmp/part; i=$((i+1)); done";

    [Fact]
    public async Task Output_WhenItIsAGigabyte_ThenItArrivesUnchangedInBoundedMemory()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        await MakePartAsync(scenario.OnHostAsync);
        string expected = await scenario.OnHostAsync($"({Gigabyte}) | md5sum");

        string output = await scenario.InClientAsync(
            Bound, $"/ipc/hostipc run -c '{Gigabyte}' | md5sum > /tmp/sum & {WatchMemory}");

        (await scenario.InClientAsync("cat /tmp/sum")).ShouldBe(expected);
        await CheckMemoryAsync(scenario, output);
    }

    [Fact]
    public async Task Input_WhenItIsAGigabyte_ThenItArrivesUnchangedInBoundedMemory()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        await MakePartAsync(script => scenario.InClientAsync(script));
        string expected = await scenario.InClientAsync($"({Gigabyte}) | md5sum");

        string output = await scenario.InClientAsync(Bound, $"({Gigabyte}) | /ipc/hostipc run -- md5sum > /tmp/sum & {WatchMemory}");

        (await scenario.InClientAsync("cat /tmp/sum")).ShouldBe(expected);
        await CheckMemoryAsync(scenario, output);
    }

    [Fact]
    public async Task Server_WhenAThousandAreConnectedAndTwoHundredCommandsRun_ThenAllAreServed()
    {
        await using Scenario scenario = await Scenario.StartAsync(
            Engine, new ServerOptions { Environment = ["HOSTIPC__Limits__MaxConcurrentCommands=256", "HOSTIPC__Limits__MaxConnections=2000"] });
        await using IdleConnections idle = await IdleConnections.OpenAsync(await scenario.MountpointAsync(), 1000);

        // Each is held up on the host until all are there. By a file that stays: one that has its place may not have come to wait yet.
        string output = await scenario.InClientAsync(
            Bound, "mkdir /tmp/o; for i in $(seq 200); do /ipc/hostipc run -c \"until [ -e /tmp/go ]; do sleep 1; done; echo $i\" > /tmp/o/$i & done; "
            + "until /ipc/hostipc ping --json | grep -q '\"running\":200'; do sleep 0.05; done; /ipc/hostipc ping --json; "
            + "/ipc/hostipc run -c ': > /tmp/go'; wait; cat /tmp/o/* | sort -n | tr '\\n' ' '");

        output.ShouldContain("\"connections\":1201,\"running\":200,");
        output.ShouldEndWith(string.Join(' ', Enumerable.Range(1, 200)));
        (await scenario.InClientAsync("/ipc/hostipc run -- echo after")).ShouldBe("after");
    }

    [Fact]
    public async Task Server_WhenOneClientReadsNothing_ThenItsCommandStallsAndOthersFeelNothing()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        await scenario.InClientAsync("(/ipc/hostipc run -c 'i=0; while [ $i -lt 64 ]; do head -c 1048576 /dev/zero; i=$((i+1)); echo $i > /tmp/progress; done' | sleep 1000) & sleep 1");
        await scenario.InClientAsync("(cat /dev/zero | /ipc/hostipc run -- sleep 1000) & sleep 0.2");

        for (int i = 0; i < 20; i++)
        {
            (await scenario.InClientAsync("/ipc/hostipc run -- echo on")).ShouldBe("on");
        }

        // A pipe at each end, a socket's buffers and the server's own: less than two megabytes.
        (await scenario.OnHostAsync("cat /tmp/progress 2>/dev/null || echo 0")).ShouldBeOneOf("0", "1");
    }

    [Fact]
    public async Task Server_WhenItHasNoDescriptorToSpare_ThenItLivesAndServesAgainLater()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine, new ServerOptions { Arguments = ["--ulimit", "nofile=64:64"] });
        string directory = await scenario.MountpointAsync();
        for (int round = 0; round < 3; round++)
        {
            IdleConnections.Flood(directory, 200);

            await Eventually.Finds(() => scenario.Docker.RunAsync("exec", scenario.Client, "/ipc/hostipc", "run", "--", "echo", "on"), found => found.Output == "on\n");
        }
    }

    // Until the client has ended: the most that it had resident, in KiB.
    private const string WatchMemory =
        "until p=$(pidof hostipc); do sleep 0.01; done; m=0; while grep -q Vm /proc/$p/status 2>/dev/null; do m=$(sed -n 's/VmHWM:[^0-9]*\\([0-9]*\\).*/\\1/p' /proc/$p/status) && echo \"$m\"; sleep 0.1; done; wait";

    private static Task<string> MakePartAsync(Func<string, Task<string>> runAsync) =>
        runAsync("i=0; while [ $i -lt 131072 ]; do printf '%0127d\\n' $i; i=$((i+1)); done > /tmp/part");

    private static async Task CheckMemoryAsync(Scenario scenario, string clientPeaks)
    {
        int client = clientPeaks.Split('\n').Where(line => line.Length > 0).Max(line => int.Parse(line, CultureInfo.InvariantCulture));
        int server = int.Parse(Regex.Match(await scenario.OnHostAsync("cat /proc/$(pidof hostipcd)/status"), @"VmHWM:\s+(\d+) kB").Groups[1].Value, CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper!.WriteLine($"peak resident: client {client} KiB, server {server} KiB");
        client.ShouldBeInRange(1024, MaxKiB);
        server.ShouldBeInRange(1024, MaxKiB);
    }
}
