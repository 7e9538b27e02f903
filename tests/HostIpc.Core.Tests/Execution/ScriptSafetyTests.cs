using HostIpc.Protocol;

namespace HostIpc.Core.Tests.Execution;

/// <summary>Which directories and scripts are not run. Needs root, and nobody as the attacker.</summary>
public sealed class ScriptSafetyTests : IDisposable
{
    private const string Attacker = "65534:65534";

    private readonly ScriptHouse _house = new();

    public ScriptSafetyTests() => _house.Add("50-good", "echo good");

    public void Dispose() => _house.Dispose();

    [Theory]
    [InlineData("644", "it is not executable (mode 0644)")]
    [InlineData("775", "it is writable by its group (mode 0775); writable by its owner alone is wanted")]
    [InlineData("757", "it is writable by others (mode 0757); writable by its owner alone is wanted")]
    [InlineData("1777", "it is writable by its group and others (mode 1777); writable by its owner alone is wanted")]
    public async Task Run_WhenTheModeOfAScriptIsWrong_ThenItIsSkippedWithANotice(string mode, string reason)
    {
        ScriptHouse.Change(mode, _house.Add("10-bad", "echo bad"));
        await ShouldSkipAsync("10-bad", reason);
    }

    [RootFact]
    public async Task Run_WhenAScriptIsAnothersFile_ThenItIsSkippedWithANotice()
    {
        ScriptHouse.Give(Attacker, _house.Add("10-bad", "echo bad"));
        await ShouldSkipAsync("10-bad", "it is owned by user 65534; root is wanted");
    }

    [Fact]
    public async Task Run_WhenANameIsHidden_ThenItIsSkippedWithANotice()
    {
        _house.Add(".10-bad", "echo bad");
        await ShouldSkipAsync(".10-bad", "it is hidden, its name begins with a dot");
    }

    [Theory]
    [InlineData("mkdir -m 755", "it is a directory, not a regular file")]
    [InlineData("mkfifo -m 755", "it is a FIFO, not a regular file")]
    [InlineData("ln -s /dev/null", "/dev/null is writable by its group and others (mode 0666); writable by its owner alone is wanted")]
    [InlineData("ln -s /usr", "it is a directory, not a regular file")]
    [InlineData("ln -s absent", "absent does not exist")]
    [InlineData("ln -s 50-good/more", "50-good is a regular file, not a directory")]
    [InlineData("ln -s 10-bad", "it is the last of more than 40 symbolic links, which may lead in a circle")]
    public async Task Run_WhenItIsNoRegularFile_ThenItIsSkippedWithANotice(string make, string reason)
    {
        Programs.MustRun("sh", "-c", $"{make} {_house.Script("10-bad")}");
        bool isBelow = reason.StartsWith("absent", StringComparison.Ordinal) || reason.StartsWith("50", StringComparison.Ordinal);
        await ShouldSkipAsync("10-bad", isBelow ? _house.Script(reason) : reason);
    }

    [Fact]
    public async Task Run_WhenSeveralAreSkipped_ThenEachHasOneNotice()
    {
        _house.Add(".a", "echo bad");
        ScriptHouse.Change("600", _house.Add("b", "echo bad"));
        Directory.CreateDirectory(_house.Script("c"));
        RecordedRun run = await _house.RunAsync();
        run.Lines.ShouldBe(["good"]);
        run.Notices.Select(notice => notice.Split(':')[0]).ShouldBe([$"skipped {_house.Script(".a")}", $"skipped {_house.Script("b")}", $"skipped {_house.Script("c")}"]);
        run.Result.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Run_WhenAScriptIsAChainOfSafeLinks_ThenItRunsUnderItsOwnName()
    {
        Directory.CreateDirectory(_house.File("lib/deep"));
        ScriptHouse.Write(_house.File("lib/tool"), "#!/bin/sh\necho $HOSTIPC_SCRIPT\n");
        File.CreateSymbolicLink(_house.Script("60-link"), "../first");
        File.CreateSymbolicLink(_house.File("first"), _house.File("second"));
        File.CreateSymbolicLink(_house.File("second"), "lib/deep/../.././lib//tool");
        (await _house.RunAsync()).Lines.ShouldBe(["good", _house.Script("60-link")]);
    }

    [RootFact]
    public async Task Run_WhenALinkIsTheAttackers_ThenItIsSkipped()
    {
        File.CreateSymbolicLink(_house.Script("10-bad"), "50-good");
        ScriptHouse.Give(Attacker, _house.Script("10-bad"));
        await ShouldSkipAsync("10-bad", "it is owned by user 65534; root is wanted");
    }

    [RootTheory]
    [InlineData("775", "0:0", "is writable by its group (mode 0775); writable by its owner alone, or sticky, is wanted")]
    [InlineData("757", "0:0", "is writable by others (mode 0757); writable by its owner alone, or sticky, is wanted")]
    [InlineData("755", Attacker, "is owned by user 65534; root is wanted")]
    [InlineData("1777", Attacker, "is owned by user 65534; root is wanted")]
    public async Task Run_WhenALinkLeadsThroughAnUnsafeDirectory_ThenItIsSkipped(string mode, string owner, string reason)
    {
        Directory.CreateDirectory(_house.File("lib"));
        ScriptHouse.Write(_house.File("lib/tool"), "#!/bin/sh\necho bad\n");
        ScriptHouse.Give(owner, _house.File("lib"));
        ScriptHouse.Change(mode, _house.File("lib"));
        File.CreateSymbolicLink(_house.Script("10-bad"), "../lib/tool");
        await ShouldSkipAsync("10-bad", $"{_house.File("lib")} {reason}");
    }

    [RootTheory]
    [InlineData("775", "0:0", "is writable by its group (mode 0775); writable by its owner alone, or sticky, is wanted")]
    [InlineData("777", "0:0", "is writable by its group and others (mode 0777); writable by its owner alone, or sticky, is wanted")]
    [InlineData("755", Attacker, "is owned by user 65534; root is wanted")]
    [InlineData("1777", Attacker, "is owned by user 65534; root is wanted")]
    public async Task Run_WhenTheDirectoryOrOneAboveItIsUnsafe_ThenItFailsAndSaysWhatWouldBeRight(string mode, string owner, string reason)
    {
        Directory.CreateDirectory(_house.File("above/scripts"));
        ScriptHouse.Write(_house.File("above/scripts/1"), "#!/bin/sh\necho bad\n");
        ScriptHouse.Give(owner, _house.File("above"));
        ScriptHouse.Change(mode, _house.File("above"));
        await ShouldFailAsync(_house.File("above"), $"it {reason}");
        await ShouldFailAsync(_house.File("above/scripts"), $"{_house.File("above")} {reason}");

        // By a link that is safe itself.
        File.CreateSymbolicLink(_house.File("link"), "above/scripts");
        await ShouldFailAsync(_house.File("link"), $"{_house.File("above")} {reason}");

        // Through it and out again: the attacker says what its `..` is.
        await ShouldFailAsync(_house.File("above/../scripts"), $"{_house.File("above")} {reason}");
    }

    [RootFact]
    public async Task Run_WhenADirectoryOnTheWayIsStickyAndRoots_ThenWhatRootOwnsThereRuns()
    {
        // So is the directory for temporary files above it all.
        ScriptHouse.Change("1777", _house.Root);
        (await _house.RunAsync()).Lines.ShouldBe(["good"]);

        // And the directory itself.
        ScriptHouse.Change("1777", _house.Scripts);
        ScriptHouse.Give(Attacker, _house.Add("10-bad", "echo bad"));
        await ShouldSkipAsync("10-bad", "it is owned by user 65534; root is wanted");
    }

    // The attacker cannot write root's programs, but can link them under a name of their own choice.
    [Fact]
    public async Task Run_WhenAFileInAStickyDirectoryHasAnotherName_ThenItIsSkipped()
    {
        ScriptHouse.Change("1777", _house.Scripts);
        Programs.MustRun("ln", ScriptHouse.Write(_house.File("program"), "#!/bin/sh\necho bad\n"), _house.Script("10-bad"));
        await ShouldSkipAsync("10-bad", "it has 2 links, in a directory that others can write to; a file with one link is wanted");
        ScriptHouse.Change("755", _house.Scripts);
        (await _house.RunAsync()).Lines.ShouldBe(["bad", "good"]);
    }

    [Fact]
    public async Task Run_WhenADirectoryIsReachedByDotsAndSlashes_ThenItIsTheSame()
    {
        (await _house.RunInAsync($"/..{_house.Root}/./../{Path.GetFileName(_house.Root)}//scripts/")).Lines.ShouldBe(["good"]);
        (await _house.RunInAsync(string.Concat(Enumerable.Repeat("/..", 100)) + _house.Scripts)).Lines.ShouldBe(["good"]);
    }

    [Theory]
    [InlineData("scripts")]
    [InlineData("")]
    [InlineData("../etc")]
    public async Task Run_WhenThePathIsNotAbsolute_ThenItFails(string path) =>
        (await _house.RunInAsync(path)).Rejection.ShouldBe(
            new Rejection(RejectionReason.Failed, $"the script directory {path}: it is not absolute; a path that begins with / is wanted"));

    [Fact]
    public async Task Run_WhenThePathHasANul_ThenItFails() =>
        (await _house.RunInAsync($"{_house.Scripts}\0/more")).Rejection.ShouldNotBeNull().Reason.ShouldBe(RejectionReason.Failed);

    [Fact]
    public async Task Run_WhenThePathIsVeryDeep_ThenItFails()
    {
        string deep = string.Concat(Enumerable.Repeat("/d", 70));
        Directory.CreateDirectory(_house.Root + deep);
        (await _house.RunInAsync(_house.Root + deep)).Rejection.ShouldNotBeNull().Message.ShouldContain("is more than 64 directories deep");
    }

    [Fact]
    public async Task Run_WhenThereAreAThousandEntries_ThenTheyRunAndMoreFail()
    {
        // One that runs, and others that need no process each.
        for (int i = 1; i < 1024; i++)
        {
            await File.WriteAllTextAsync(_house.Script($"{i}"), "");
        }

        RecordedRun run = await _house.RunAsync();
        run.Lines.ShouldBe(["good"]);
        run.Notices.Count.ShouldBe(1023);
        await File.WriteAllTextAsync(_house.Script("1024"), "");
        await ShouldFailAsync(_house.Scripts, "it has more than 1024 entries, which is what is looked at");
    }

    private async Task ShouldSkipAsync(string name, string reason)
    {
        RecordedRun run = await _house.RunAsync();
        run.Lines.ShouldBe(["good"]);
        run.Notices.ShouldBe([$"skipped {_house.Script(name)}: {reason}"]);
        run.Result.ExitCode.ShouldBe(0);
    }

    private async Task ShouldFailAsync(string directory, string problem)
    {
        RecordedRun run = await _house.RunInAsync(directory);
        run.Rejection.ShouldBe(new Rejection(RejectionReason.Failed, $"the script directory {directory}: {problem}"));
        run.Output.ShouldBeEmpty();
    }
}
