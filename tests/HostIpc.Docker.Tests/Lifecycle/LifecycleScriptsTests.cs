using HostIpc.Docker.TestSupport;
using HostIpc.Identity;

namespace HostIpc.Docker.Lifecycle;

/// <summary>What of on_start is run: by the rules of scripts, case by case. Needs root, and nobody as the attacker.</summary>
public sealed class LifecycleScriptsTests : IDisposable
{
    private const string Attacker = "65534:65534";

    private static readonly Peer Watch = Peer.Own("docker", "daemon", "start");

    private readonly LifecycleHouse _house = new();

    public LifecycleScriptsTests() => _house.Add("50-good", "echo good");

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task Scripts_WhenTheyAreSafe_ThenTheyRunInOrderWithoutArgumentsAndKnowWhy()
    {
        _house.Add("60", "echo $# $HOSTIPC_TRANSPORT: $HOSTIPC_PEER");
        _house.Add("10", "echo ${HOSTIPC_SCRIPT#*scripts/}");
        await RunAsync();
        _house.Records.ShouldBe(["$ [docker daemon start] on_start", "> on_start/10", "> good", "> 0 docker: docker daemon start", "= 0"]);
    }

    [Fact]
    public async Task Scripts_WhenOneFails_ThenTheOthersRunAndTheLogHasItsExitCode()
    {
        _house.Add("10", "exit 3");
        await RunAsync();
        _house.Records.ShouldBe(["$ [docker daemon start] on_start", "> good", "= 3"]);
    }

    [Fact]
    public async Task Scripts_WhenTheyRun_ThenTheLogHasWhatBecameOfEach()
    {
        _house.Add("10", "exit 3");
        await RunAsync();
        _house.Sink.Records.ShouldBe([
            "$ [docker daemon start] on_start",
            $"x Running {_house.Script("10")}", $"x {_house.Script("10")} Failed (exit 3)",
            $"x Running {_house.Script("50-good")}", "> good", $"x {_house.Script("50-good")} Succeeded",
            "= 3"]);
    }

    [Fact]
    public async Task Scripts_WhenTheyTakeTooLong_ThenTheyAreEnded()
    {
        _house.Add("10", "sleep 1000");
        _house.Options.Timeout = TimeSpan.FromMilliseconds(200);
        await RunAsync();
        _house.Records[^2].ShouldStartWith($"x skipped {_house.Script("50-good")} and what follows it: the time was up");
    }

    [Fact]
    public async Task Directory_WhenThereIsNone_ThenThereIsNothingToRun()
    {
        await _house.Scripts.RunAsync(DaemonChange.Stop, new Peer("tcp") { Address = "127.0.0.1:7" });
        _house.Records.ShouldBe([$"x [tcp address=127.0.0.1:7] on_stop: there is nothing to run; {_house.File("scripts/on_stop")}: it does not exist"]);
    }

    [Theory]
    [InlineData("775", "it is writable by its group (mode 0775); writable by its owner alone is wanted")]
    [InlineData("757", "it is writable by others (mode 0757); writable by its owner alone is wanted")]
    [InlineData("644", "it is not executable (mode 0644)")]
    public async Task Script_WhenItsModeIsWrong_ThenItIsSkipped(string mode, string reason)
    {
        LifecycleHouse.Change(mode, _house.Add("10-bad", "echo bad"));
        await ShouldSkipAsync(reason);
    }

    [RootFact]
    public async Task Script_WhenItIsAnothers_ThenItIsSkipped()
    {
        await LifecycleHouse.GiveAsync(Attacker, _house.Add("10-bad", "echo bad"));
        await ShouldSkipAsync("it is owned by user 65534; root is wanted");
    }

    [RootTheory]
    [InlineData("775", "0:0", "it is writable by its group (mode 0775); writable by its owner alone is wanted")]
    [InlineData("755", Attacker, "it is owned by user 65534; root is wanted")]
    public async Task Script_WhenItIsALinkToSuchAOne_ThenItIsSkipped(string mode, string owner, string reason)
    {
        string target = LifecycleHouse.Write(_house.File("target"), "echo bad");
        await LifecycleHouse.GiveAsync(owner, target);
        LifecycleHouse.Change(mode, target);
        File.CreateSymbolicLink(_house.Script("10-bad"), target);
        await ShouldSkipAsync($"{target} {reason["it ".Length..]}");
    }

    [RootFact]
    public async Task Script_WhenItIsSwappedByTheOneBefore_ThenItIsJudgedWhenItsTurnHasCome()
    {
        await LifecycleHouse.GiveAsync(Attacker, LifecycleHouse.Write(_house.File("theirs"), "echo bad"));
        _house.Add("10", $"mv {_house.File("theirs")} {_house.Script("50-good")}");
        await RunAsync();
        _house.Records.ShouldBe(["$ [docker daemon start] on_start", $"x skipped {_house.Script("50-good")}: it is owned by user 65534; root is wanted", "= 0"]);
    }

    [RootTheory]
    [InlineData("scripts/on_start", "777", "0:0", "it is writable by its group and others (mode 0777); writable by its owner alone, or sticky, is wanted")]
    [InlineData("scripts/on_start", "755", Attacker, "it is owned by user 65534; root is wanted")]
    [InlineData("scripts", "775", "0:0", "PATH is writable by its group (mode 0775); writable by its owner alone, or sticky, is wanted")]
    public async Task Directory_WhenOthersCanChangeIt_ThenNothingIsRun(string changed, string mode, string owner, string reason)
    {
        string path = _house.File(changed);
        await LifecycleHouse.GiveAsync(owner, path);
        LifecycleHouse.Change(mode, path);
        await RunAsync();
        _house.Records.ShouldBe(["$ [docker daemon start] on_start", $"x failed: the script directory {_house.File("scripts/on_start")}: {reason.Replace("PATH", path, StringComparison.Ordinal)}"]);
    }

    private Task RunAsync() => _house.Scripts.RunAsync(DaemonChange.Start, Watch).WaitAsync(TimeSpan.FromSeconds(30));

    private async Task ShouldSkipAsync(string reason)
    {
        await RunAsync();
        _house.Records.ShouldBe(["$ [docker daemon start] on_start", $"x skipped {_house.Script("10-bad")}: {reason}", "> good", "= 0"]);
    }
}
