namespace HostIpc.Core.Tests.Execution;

/// <summary>
/// What is run is what was judged, whoever swaps it in between, in a loop. Root plays the attacker, who could not do as much: each version of the attacker's would be refused if
/// it were seen. Without the descriptor, by path, the attacker's version runs within a few hundred tries.
/// </summary>
public sealed class ScriptSwapTests : IDisposable
{
    private const string Attacker = "65534:65534";
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(2);

    private readonly ScriptHouse _house = new();

    public void Dispose() => _house.Dispose();

    [RootFact]
    public async Task Run_WhenAFileIsRenamedOverTheScript_ThenTheAttackersNeverRuns()
    {
        ScriptHouse.Give(Attacker, ScriptHouse.Write(_house.File("bad"), "#!/bin/sh\necho bad\n"));
        ScriptHouse.Write(_house.File("good"), "#!/bin/sh\necho good\n");
        string copy = _house.File("copy");
        await ShouldNeverRunBadAsync(i =>
        {
            File.Delete(copy);
            Programs.MustRun("cp", "-p", _house.File(i % 2 == 0 ? "good" : "bad"), copy);
            File.Move(copy, _house.Script("10"), overwrite: true);
        });
    }

    [RootFact]
    public async Task Run_WhenTheScriptIsALinkThatIsSwapped_ThenTheAttackersNeverRuns()
    {
        ScriptHouse.Give(Attacker, ScriptHouse.Write(_house.File("bad"), "#!/bin/sh\necho bad\n"));
        ScriptHouse.Write(_house.File("good"), "#!/bin/sh\necho good\n");
        await ShouldNeverRunBadAsync(i => Link(_house.Script("10"), _house.File(i % 2 == 0 ? "good" : "bad")));
    }

    [RootFact]
    public async Task Run_WhenTheDirectoryIsALinkThatIsSwapped_ThenTheAttackersNeverRuns()
    {
        foreach (string version in new[] { "good", "bad" })
        {
            Directory.CreateDirectory(_house.File(version));
            ScriptHouse.Write(_house.File($"{version}/10"), $"#!/bin/sh\necho {version}\n");
        }

        ScriptHouse.Give(Attacker, _house.File("bad"));
        Directory.Delete(_house.Scripts);
        await ShouldNeverRunBadAsync(i => Link(_house.Scripts, _house.File(i % 2 == 0 ? "good" : "bad")));
    }

    [RootFact]
    public async Task Run_WhenADirectoryOnTheWayIsSwapped_ThenTheAttackersNeverRuns()
    {
        foreach (string version in new[] { "good", "bad" })
        {
            Directory.CreateDirectory(_house.File($"{version}/scripts"));
            ScriptHouse.Write(_house.File($"{version}/scripts/10"), $"#!/bin/sh\necho {version}\n");
        }

        ScriptHouse.Give(Attacker, _house.File("bad"));
        Directory.CreateDirectory(_house.File("way"));
        await ShouldNeverRunBadAsync(
            i =>
            {
                string version = _house.File(i % 2 == 0 ? "good" : "bad");
                Interop.Libc.Rename(version, _house.File("way/in")).ShouldBe(0);
                Interop.Libc.Rename(_house.File("way/in"), version).ShouldBe(0);
            },
            _house.File("way/in/scripts"));
    }

    private async Task ShouldNeverRunBadAsync(Action<int> swap, string? directory = null)
    {
        using var done = new CancellationTokenSource();
        int swaps = 0;
        Task swapping = Task.Run(() =>
        {
            while (!done.IsCancellationRequested)
            {
                swap(swaps++);
            }
        });
        int good = 0;
        int refused = 0;
        using (var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60)))
        {
            // Until both were seen: else there was nothing to mistake.
            long end = Environment.TickCount64 + (long)Duration.TotalMilliseconds;
            while ((Environment.TickCount64 < end || good == 0 || refused == 0) && !bound.IsCancellationRequested && !swapping.IsCompleted)
            {
                RecordedRun run = await _house.RunInAsync(directory ?? _house.Scripts);
                run.Output.ShouldNotContain("bad");
                good += run.Lines.Length;
                refused += run.Rejection is not null || run.Notices.Count > 0 ? 1 : 0;
            }
        }

        await done.CancelAsync();
        await swapping;
        good.ShouldBePositive($"{swaps} swaps, {refused} refused");
        refused.ShouldBePositive($"{swaps} swaps, {good} run");
    }

    private static void Link(string path, string target)
    {
        string next = path + ".next";
        File.CreateSymbolicLink(next, target);
        Interop.Libc.Rename(next, path).ShouldBe(0);
    }
}
