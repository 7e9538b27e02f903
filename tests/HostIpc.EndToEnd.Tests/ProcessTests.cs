using System.Diagnostics;
using System.Globalization;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>The server as a process: its size, its start, and its duties as process 1.</summary>
[Collection(nameof(Alone))] // how long a start takes, and how much memory
public sealed class ProcessTests(DockerEngine engine) : EndToEndTest(engine)
{
    private const int IdleKiB = 18 * 1024;
    private const long ImageBytes = 16_000_000;

    [Fact]
    public async Task FirstProcess_WhenOrphansEnd_ThenTheyAreReapedAndSigtermEndsIt()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        await scenario.Docker.GetAsync(
            "run", "--detach", "--name", scenario.Server, "--network", "none", "--volume", $"{scenario.Volume}:/ipc",
            "--env", $"LOG={Scenario.Log}", "--env", "HOSTIPC__Execution__Target=local", Engine.ServerWithShellImage);
        await scenario.WaitUntilServedAsync();
        Task<string> InServerAsync(string script) => scenario.Docker.GetAsync("exec", scenario.Server, "sh", "-c", script);
        (await InServerAsync("tr '\\0' ' ' < /proc/1/cmdline")).ShouldBe("/hostipcd");

        string orphan = "sh -c \"(sleep 0.1 &) ; exit\"";
        await scenario.WriteAsync([.. Enumerable.Repeat(orphan, 50), "echo done"]);
        await scenario.WaitForEndAsync("echo done");

        // None sleeps any more, and none is a zombie.
        await Eventually.Finds(() => InServerAsync("grep -l '^Name:.sleep' /proc/[0-9]*/status 2>/dev/null || true"), found => found.Length == 0, seconds: 10);
        (await InServerAsync("grep -l '^State:.Z' /proc/[0-9]*/status 2>/dev/null || true")).ShouldBeEmpty();
        LogRecord[] ends = [.. LogRecord.ParseAll(await scenario.ReadLogAsync()).Where(record => record.Mark is '=' or 'x')];
        ends.Length.ShouldBe(51);
        ends.ShouldAllBe(record => record.Mark == '=' && record.Text.StartsWith("exit 0 in ", StringComparison.Ordinal));

        var watch = Stopwatch.StartNew();
        await scenario.Docker.GetAsync("stop", "--time", "30", scenario.Server);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await scenario.Docker.GetAsync("inspect", "--format", "{{.State.ExitCode}}", scenario.Server)).ShouldBe("0");
    }

    [Fact]
    public async Task Memory_WhenTheServerIsIdle_ThenItIsSmall()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        await scenario.RunAsync("true");

        // The memory that the start alone needed is returned a moment after it.
        int resident = await Eventually.Finds(async () => ResidentKiB(await scenario.OnHostAsync("cat /proc/$(pidof hostipcd)/status")), found => found <= IdleKiB, seconds: 10);
        TestContext.Current.TestOutputHelper!.WriteLine($"resident: {resident} KiB");
        resident.ShouldBeInRange(1024, IdleKiB);
    }

    private static int ResidentKiB(string status) => status.Split('\n')
        .Where(line => line.StartsWith("RssAnon:", StringComparison.Ordinal) || line.StartsWith("RssFile:", StringComparison.Ordinal))
        .Sum(line => int.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture));

    [Fact]
    public async Task Image_WhenItIsBuilt_ThenItIsSmallAndHoldsNothingButTheTwoBinaries()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);

        long size = long.Parse(await Engine.Docker.GetAsync("image", "inspect", "--format", "{{.Size}}", Engine.ServerImage), CultureInfo.InvariantCulture);

        TestContext.Current.TestOutputHelper!.WriteLine($"image: {size} bytes");
        size.ShouldBeInRange(1_000_000, ImageBytes);
        (await Engine.Docker.GetAsync("image", "inspect", "--format", "{{len .RootFS.Layers}} {{json .Config.Entrypoint}}", Engine.ServerImage)).ShouldBe("3 [\"/hostipcd\"]");
    }

    [Fact]
    public async Task Start_WhenItIsMeasured_ThenALineIsAnsweredSoon()
    {
        // In one container, so that the engine's own time is not in it. A process start and a grep are.
        const string script =
            """
            now() { read up rest < /proc/uptime; echo ${up%.*}${up#*.}; }
            start=$(now)
            LOG=/tmp/log /hostipcd 2>/dev/null >&2 &
            until [ -p /ipc/channel ]; do :; done
            echo 'echo hello' > /ipc/channel
            until grep -q '> hello' /tmp/log 2>/dev/null; do :; done
            echo $(($(now) - start))0
            kill $!
            wait $!
            """;
        ProgramOutput run = await Engine.Docker.RunAsync(
            "run", "--rm", "--network", "none", "--env", "HOSTIPC__Execution__Target=local", "--tmpfs", "/tmp", "--entrypoint", "sh", Engine.ServerWithShellImage, "-c", script);

        int milliseconds = int.Parse(run.Text, CultureInfo.InvariantCulture);
        TestContext.Current.TestOutputHelper!.WriteLine($"start to answer: {milliseconds} ms");
        milliseconds.ShouldBeLessThan(1000);
    }
}
