using HostIpc.Execution;
using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Execution;

/// <summary>What a directory of scripts does when nothing is wrong with it. Needs root.</summary>
public sealed class ScriptExecutionTests : IDisposable
{
    private readonly ScriptHouse _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task Run_WhenThereAreSeveral_ThenTheyRunInOrdinalOrderOneAfterTheOther()
    {
        string[] ordered = ["10-a", "10-b", "9-z", "B", "a", "ä"];
        foreach (string name in ordered.Reverse())
        {
            _house.Add(name, $"echo {name} begins; sleep 0.05; echo {name} ends");
        }

        RecordedRun run = await _house.RunAsync();
        run.Lines.ShouldBe(ordered.SelectMany(name => new[] { $"{name} begins", $"{name} ends" }));
        run.Result.ExitCode.ShouldBe(0);
        run.Notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_WhenThereAreArguments_ThenEachScriptHasThemUnchanged()
    {
        string[] arguments = ["a b", "", "\"'`$(id)\\", "--", "*", "new\nline", "ü"];
        _house.Add("1", "printf '[%s]' \"$@\"");
        _house.Add("2", "printf '[%s]' \"$@\"");
        string once = string.Concat(arguments.Select(argument => $"[{argument}]"));
        (await _house.RunAsync(arguments)).Output.ShouldBe(once + once);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_WhenThereAreNoArguments_ThenTheScriptHasNone(bool isNull)
    {
        _house.Add("1", "echo $#");
        (await _house.RunAsync(new ExecutionPlan { Arguments = isNull ? null : [] }, CancellationToken.None)).Lines.ShouldBe(["0"]);
    }

    [Fact]
    public async Task Run_WhenAScriptLooksAround_ThenItKnowsItsNameAndHasNothingElse()
    {
        _house.Add("1", "echo $HOSTIPC_SCRIPT $HOSTIPC_ID $HOSTIPC_TRANSPORT; readlink /proc/$$/fd/0; pwd; exec ls /proc/self/fd");

        // Its own file at 3, for its interpreter to open, and what ls has opened.
        (await _house.RunAsync()).Lines.ShouldBe([$"{_house.Script("1")} 0 fifo", "/dev/null", "/", "0", "1", "2", "3", "4"]);
    }

    [Fact]
    public async Task Run_WhenItIsABinary_ThenItIsCalledByItsPath()
    {
        File.Copy("/bin/sh", _house.Script("1"));
        ScriptHouse.Change("755", _house.Script("1"));
        (await _house.RunAsync("-c", "echo $0 $1", _house.Script("1"), "argument")).Lines.ShouldBe([$"{_house.Script("1")} argument"]);
        (await _house.RunAsync("-c", "tr '\\0' '\\n' < /proc/$$/cmdline | head -n 1")).Lines.ShouldBe([_house.Script("1")]);
    }

    [Fact]
    public async Task Run_WhenThePlanHasSettings_ThenEachScriptGetsThem()
    {
        _house.Add("1", "pwd; echo $COLOUR");
        var settings = new CommandSettings { Directory = "/usr", Environment = new Dictionary<string, string> { ["COLOUR"] = "red" } };
        (await _house.RunAsync(new ExecutionPlan { Settings = settings }, CancellationToken.None)).Lines.ShouldBe(["/usr", "red"]);
    }

    [RootFact]
    public async Task Run_WhenItIsAsAUserWhoCannotReachTheDirectory_ThenTheScriptsRunAllTheSame()
    {
        _house.Add("1", "id -un; id -G; echo $HOME; grep CapPrm /proc/self/status; ls /proc/self/fd | wc -l");
        ScriptHouse.Change("700", _house.Scripts);
        var plan = new ExecutionPlan { Command = _house.Command(runAs: "nobody") };
        (await _house.RunAsync(plan, CancellationToken.None)).Lines.ShouldBe(["nobody", "65534", "/nonexistent", "CapPrm:\t0000000000000000", "5"]);
    }

    [Fact]
    public async Task Run_WhenTheUserDoesNotExist_ThenItFailsAndNothingRuns()
    {
        _house.Add("1", "echo ran");
        RecordedRun run = await _house.RunAsync(new ExecutionPlan { Command = _house.Command(runAs: "nosuchuser") }, CancellationToken.None);
        run.Rejection.ShouldNotBeNull().Reason.ShouldBe(RejectionReason.Failed);
        run.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("exit 3", "exit 4", 3, null)]
    [InlineData("exit 0", "exit 4", 4, null)]
    [InlineData("kill -9 $$", "exit 4", null, 9)]
    [InlineData("exit 4", "kill -9 $$", 4, null)]
    public async Task Run_WhenSomeFail_ThenTheRestRunsAndTheFirstOfThemIsTheResult(string first, string second, int? exitCode, int? signal)
    {
        _house.Add("1", "echo 1");
        _house.Add("2", $"echo 2; {first}");
        _house.Add("3", $"echo 3; {second}");
        _house.Add("4", "echo 4");
        RecordedRun run = await _house.RunAsync();
        run.Lines.ShouldBe(["1", "2", "3", "4"]);
        (run.Result.ExitCode, run.Result.Signal, run.Result.TimedOut).ShouldBe((exitCode, signal, false));
    }

    [Theory]
    [InlineData("#!/nosuch/interpreter\n", 127)]
    [InlineData("#!/etc\n", 126)]
    public async Task Run_WhenAScriptCannotBeStarted_ThenItCountsAsAShellHasItAndTheRestRuns(string text, int exitCode)
    {
        ScriptHouse.Write(_house.Script("1"), text);
        _house.Add("2", "echo 2; exit 9");
        RecordedRun run = await _house.RunAsync();
        run.Lines.ShouldBe(["2"]);
        run.Result.ExitCode.ShouldBe(exitCode);
        run.Notices.ShouldHaveSingleItem().ShouldStartWith($"could not run {_house.Script("1")}: {_house.Script("1")}: ");
    }

    [Fact]
    public async Task Run_WhenAScriptHasNoFirstLineForTheKernel_ThenTheShellRunsIt()
    {
        ScriptHouse.Write(_house.Script("1"), "# nothing\necho shell $# $1 ${HOSTIPC_SCRIPT##*/}; exit 7\n");
        RecordedRun run = await _house.RunAsync("a b");
        run.Lines.ShouldBe(["shell 1 a b 1"]);
        run.Result.ExitCode.ShouldBe(7);
        run.Notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_WhenAFileIsAProgramForAnotherMachine_ThenTheShellDoesNotReadIt()
    {
        ScriptHouse.Write(_house.Script("1"), "\u007fELF\0\0\necho ran\n");
        RecordedRun run = await _house.RunAsync();
        run.Output.ShouldBeEmpty();
        run.Result.ExitCode.ShouldBe(126);
    }

    [Fact]
    public async Task Run_WhenScriptsSucceedOrFail_ThenThatIsToldOfEach()
    {
        _house.Add("1", "exit 0");
        _house.Add("2", "exit 3");
        _house.Add("3", "kill -9 $$");
        RecordedRun run = await _house.RunAsync();
        run.Progress.ShouldBe([
            $"Running {_house.Script("1")}", $"{_house.Script("1")} Succeeded",
            $"Running {_house.Script("2")}", $"{_house.Script("2")} Failed (exit 3)",
            $"Running {_house.Script("3")}", $"{_house.Script("3")} Failed (signal 9)"]);
        run.Notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Run_WhenTheDirectoryIsEmpty_ThenItIsASuccess()
    {
        RecordedRun run = await _house.RunAsync();
        (run.Result.ExitCode, run.Rejection).ShouldBe((0, null));
    }

    [Fact]
    public async Task Run_WhenTheDirectoryIsMissing_ThenItIsNotFound()
    {
        Rejection failure = (await _house.RunInAsync(_house.File("absent"))).Rejection.ShouldNotBeNull();
        failure.ShouldBe(new Rejection(RejectionReason.NotFound, $"the script directory {_house.File("absent")}: it does not exist"));
    }

    [Fact]
    public async Task Run_WhenItIsNoDirectory_ThenItIsNotFound()
    {
        Rejection failure = (await _house.RunInAsync(_house.Add("1", "echo 1"))).Rejection.ShouldNotBeNull();
        failure.ShouldBe(new Rejection(RejectionReason.NotFound, $"the script directory {_house.Script("1")}: it is a regular file, not a directory"));
    }

    [Fact]
    public async Task Run_WhenUsageIsAsked_ThenItIsOfAllOfThem()
    {
        const string Work = "i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done";
        _house.Add("1", Work);
        CommandResult one = (await _house.RunAsync()).Result;
        _house.Add("2", Work);
        _house.Add("3", Work);
        CommandResult three = (await _house.RunAsync()).Result;
        three.UserTime.ShouldBeGreaterThan(one.UserTime * 1.5);
        three.MaxRssKiB.ShouldBeInRange(500, one.MaxRssKiB * 2);
        three.Elapsed.ShouldBeGreaterThanOrEqualTo(three.UserTime / 2);
    }

    [Fact]
    public async Task Run_WhenManyRunAtATime_ThenEachHasItsOwn()
    {
        _house.Add("1", "echo $1 a; sleep 0.02");
        _house.Add("2", "echo $1 b");
        RecordedRun[] runs = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => _house.RunAsync($"{i}")));
        runs.Select(run => run.Output).ShouldBe(Enumerable.Range(0, 40).Select(i => $"{i} a\n{i} b\n"));
    }
}
