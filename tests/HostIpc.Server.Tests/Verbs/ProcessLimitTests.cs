using System.Diagnostics;
using System.Globalization;

namespace HostIpc.Server.Verbs;

/// <summary>A server in a control group whose processes a command uses up.</summary>
public sealed class ProcessLimitTests : IDisposable
{
    private const string Root = "/sys/fs/cgroup/pids";

    private readonly string _group = $"{Root}/hostipc-test-{Guid.NewGuid():N}";

    public ProcessLimitTests()
    {
        Assert.SkipUnless(File.Exists($"{Root}/cgroup.procs") && Environment.UserName == "root", "needs root and the pids controller of control groups version 1");
        Directory.CreateDirectory(_group);
    }

    public void Dispose()
    {
        if (Directory.Exists(_group))
        {
            KillSleepers();
            Eventually.BecomesTrueBlocking(TryDelete);
        }

        bool TryDelete()
        {
            try
            {
                Directory.Delete(_group);
                return true;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task Serve_WhenACommandHasUsedUpTheProcesses_ThenTheNextFailsAndTheServerServesOn()
    {
        using var server = new ServerProcess();
        Process process = server.Start($"echo $$ > {_group}/cgroup.procs; exec $SERVER");
        await ServerProcess.UntilAsync(() => File.Exists(server.Fifo));
        await UseUpAsync(server);
        for (int i = 0; i < 20; i++)
        {
            await SendAsync(server, $"echo later {i}");
        }

        await ServerProcess.UntilAsync(() => server.Log.Contains("could not be started: Resource temporarily unavailable", StringComparison.Ordinal) && server.Log.Contains("echo later 19", StringComparison.Ordinal));
        process.HasExited.ShouldBeFalse();
        KillSleepers();
        await File.WriteAllTextAsync($"{_group}/pids.max", "max");
        await SendAsync(server, "echo still serving");
        await ServerProcess.UntilAsync(() => server.Log.Contains("> still serving", StringComparison.Ordinal));
        process.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task Stop_WhenACommandHasUsedUpTheProcesses_ThenItStopsInOrder()
    {
        using var server = new ServerProcess();
        server.Environment["HOSTIPC__StopTimeout"] = "00:00:02";
        Process process = server.Start($"echo $$ > {_group}/cgroup.procs; exec $SERVER");
        await ServerProcess.UntilAsync(() => File.Exists(server.Fifo));
        await UseUpAsync(server);
        using var kill = Process.Start("kill", [process.Id.ToString(CultureInfo.InvariantCulture)]);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await process.WaitForExitAsync(bound.Token);
        process.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Serve_WhenACommandLooks_ThenItWritesNoCoreUnlessItAsks()
    {
        using var server = new ServerProcess();
        server.Start("ulimit -S -c unlimited; exec $SERVER");
        await ServerProcess.UntilAsync(() => File.Exists(server.Fifo));
        await SendAsync(server, "echo core $(ulimit -S -c); ulimit -S -c $(ulimit -H -c) && echo raised");
        await ServerProcess.UntilAsync(() => server.Log.Contains("> raised", StringComparison.Ordinal));
        server.Log.ShouldContain("> core 0");
    }

    private static Task SendAsync(ServerProcess server, string line) => File.WriteAllTextAsync(server.Fifo, $"{line}\n");

    // A command forks until it cannot; then what that has ended gives no room to others.
    private async Task UseUpAsync(ServerProcess server)
    {
        await SendAsync(server, "echo serving");
        await ServerProcess.UntilAsync(() => server.Log.Contains(" = exit 0", StringComparison.Ordinal));
        int now = int.Parse(await File.ReadAllTextAsync($"{_group}/pids.current"), CultureInfo.InvariantCulture);
        await File.WriteAllTextAsync($"{_group}/pids.max", (now + 6).ToString(CultureInfo.InvariantCulture));
        await SendAsync(server, "while sleep 61.5 & do :; done");
        await ServerProcess.UntilAsync(() => server.Log.Contains(" = exit 2", StringComparison.Ordinal));
        await File.WriteAllTextAsync($"{_group}/pids.max", await File.ReadAllTextAsync($"{_group}/pids.current"));
    }

    private void KillSleepers()
    {
        foreach (string id in File.ReadAllLines($"{_group}/cgroup.procs"))
        {
            if (File.Exists($"/proc/{id}/comm") && File.ReadAllText($"/proc/{id}/comm").Trim() is "sleep" or "sh")
            {
                using var found = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
                found.Kill();
            }
        }
    }
}
