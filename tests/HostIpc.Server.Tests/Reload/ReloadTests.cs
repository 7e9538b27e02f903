using System.Diagnostics;
using HostIpc.Interop;

namespace HostIpc.Server.Reload;

public sealed class ReloadTests : IDisposable
{
    private readonly ReloadingServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task File_WhenItIsChangedInPlace_ThenThePolicyIsTheNewOne()
    {
        await StartAsync("one");
        (await _server.RunsAsync("one")).ShouldBeTrue();
        (await _server.RunsAsync("two")).ShouldBeFalse();

        await File.WriteAllTextAsync(_server.File, ReloadingServer.Commands("two", "three"), TestContext.Current.CancellationToken);
        await _server.ReloadedAsync();

        (await _server.RunsAsync("two")).ShouldBeTrue();
        (await _server.RunsAsync("one")).ShouldBeFalse();
        _server.Log.ShouldContain(" 0 x the policy was reloaded: 2 commands\n");
        _server.Errors.ShouldContain("The policy was reloaded: 2 commands");
    }

    [Fact]
    public async Task File_WhenAnotherIsRenamedOverIt_ThenThePolicyIsTheNewOne()
    {
        await StartAsync("one");
        await File.WriteAllTextAsync($"{_server.File}.new", ReloadingServer.Commands("two"), TestContext.Current.CancellationToken);
        File.Move($"{_server.File}.new", _server.File, overwrite: true);
        await _server.ReloadedAsync();
        (await _server.RunsAsync("two")).ShouldBeTrue();
    }

    [Fact]
    public async Task Directory_WhenAnotherTakesItsPlace_ThenThePolicyIsTheNewOne()
    {
        await StartAsync("one");
        Directory.CreateDirectory($"{_server.Path}/new");
        await File.WriteAllTextAsync($"{_server.Path}/new/hostipc.json", ReloadingServer.Commands("two"), TestContext.Current.CancellationToken);
        Directory.Move($"{_server.Path}/etc", $"{_server.Path}/old");
        Directory.Move($"{_server.Path}/new", $"{_server.Path}/etc");
        await _server.ReloadedAsync();
        (await _server.RunsAsync("two")).ShouldBeTrue();
    }

    [Fact]
    public async Task Link_WhenItIsTurnedAsKubernetesDoes_ThenThePolicyIsTheNewOne()
    {
        string directory = Path.GetDirectoryName(_server.File)!;
        foreach (string name in (string[])["one", "two"])
        {
            Directory.CreateDirectory($"{directory}/{name}");
            await File.WriteAllTextAsync($"{directory}/{name}/hostipc.json", ReloadingServer.Commands(name), TestContext.Current.CancellationToken);
        }

        File.CreateSymbolicLink($"{directory}/..data", "one");
        File.CreateSymbolicLink(_server.File, "..data/hostipc.json");
        await _server.StartAsync();
        (await _server.RunsAsync("one")).ShouldBeTrue();

        File.CreateSymbolicLink($"{directory}/..data_tmp", "two");
        Libc.Rename($"{directory}/..data_tmp", $"{directory}/..data").ShouldBe(0);
        await _server.ReloadedAsync();
        (await _server.RunsAsync("two")).ShouldBeTrue();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Commands":{}}""")]
    public async Task File_WhenTheLastCommandIsTakenOut_ThenTheShellStaysClosedUntilAllowShellOpensIt(string json)
    {
        await StartAsync("one");
        (await _server.RunsAsync("true")).ShouldBeFalse();

        await File.WriteAllTextAsync(_server.File, json, TestContext.Current.CancellationToken);
        await _server.ReloadedAsync();
        (await _server.RunsAsync("true")).ShouldBeFalse();
        await ServerProcess.UntilAsync(() => _server.Errors.Contains("nothing can run: there are no commands, and the shell is closed (", StringComparison.Ordinal));

        await File.WriteAllTextAsync(_server.File, """{"AllowShell":true}""", TestContext.Current.CancellationToken);
        await _server.ReloadedAsync(2);
        (await _server.RunsAsync("true")).ShouldBeTrue();
    }

    [Fact]
    public async Task File_WhenItIsGoneAtAReload_ThenThePolicyStays()
    {
        await StartAsync("one");
        File.Delete(_server.File);
        _server.HangUp();
        await ServerProcess.UntilAsync(() => _server.Count("the policy was not reloaded") > 0);
        (await _server.RunsAsync("one")).ShouldBeTrue();
        (await _server.RunsAsync("true")).ShouldBeFalse();
    }

    [Fact]
    public async Task File_WhenItIsWrong_ThenThePolicyStaysAndItIsSaidOnce()
    {
        await StartAsync("one");
        await File.WriteAllTextAsync(_server.File, """{"Commands":{"one":{"Run":["x"],"Allow":{}},"two":{"Rum":["x"]}}}""", TestContext.Current.CancellationToken);
        await _server.RefusedAsync();

        (await _server.RunsAsync("one")).ShouldBeTrue();
        _server.Log.ShouldContain(" 0 x the policy was not reloaded and stays as it was: Commands:one:Allow is empty; ");
        _server.Errors.ShouldContain("Commands:one:Allow is empty; a rule or a list of rules is wanted");
        _server.Errors.ShouldContain("Commands:two:Rum is no setting");
        _server.Errors.ShouldContain("The policy was not reloaded and stays as it was");

        await File.WriteAllTextAsync(_server.File, ReloadingServer.Commands("two"), TestContext.Current.CancellationToken);
        await _server.ReloadedAsync();
        (await _server.RunsAsync("two")).ShouldBeTrue();
        _server.Count("the policy was not reloaded").ShouldBe(1);
    }

    [Theory]
    [InlineData("rm $FILE", "is no longer there")]
    [InlineData("rm $FILE; mkdir $FILE", "is a directory; a regular file is wanted")]
    [InlineData("rm $FILE; mkfifo $FILE", "is a FIFO; a regular file is wanted")]
    [InlineData("rm $FILE; ln -s hostipc.json $FILE", "cannot be looked at: ")]
    [InlineData("head -c 2000000 /dev/zero > $FILE", "cannot be read: it has more than 1048576 bytes")]
    [InlineData("echo '{' > $FILE", "cannot be read: line ")]
    public async Task File_WhenItIsNoneToRead_ThenThePolicyStays(string change, string expected)
    {
        await StartAsync("one");
        using (var shell = Process.Start("sh", ["-c", $"FILE={_server.File}; {change}"]))
        {
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        await _server.RefusedAsync();
        _server.Log.ShouldContain($"the policy was not reloaded and stays as it was: {_server.File} {expected}");
        (await _server.RunsAsync("one")).ShouldBeTrue();
    }

    [Fact]
    public async Task File_WhenItIsGoneAndAppearsAgain_ThenItIsLoaded()
    {
        await StartAsync("two");
        File.Delete(_server.File);
        await _server.RefusedAsync();
        await File.WriteAllTextAsync(_server.File, ReloadingServer.Commands("one"), TestContext.Current.CancellationToken);
        await _server.ReloadedAsync();
        (await _server.RunsAsync("one")).ShouldBeTrue();
        (await _server.RunsAsync("two")).ShouldBeFalse();
        (await _server.RunsAsync("echo the shell")).ShouldBeFalse();
    }

    [Fact]
    public async Task File_WhenItIsStillBeingWritten_ThenItIsNotReadYet()
    {
        await StartAsync("one");
        string text = ReloadingServer.Commands("two");
        await using (FileStream file = File.Create(_server.File))
        {
            // Longer than some looks: each sees another half.
            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(3.5))
            {
                file.WriteByte((byte)' ');
                file.Flush();
                await SimulatedWork.Takes(50, TestContext.Current.CancellationToken);
            }

            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        }

        await _server.ReloadedAsync();
        _server.Count("the policy was not reloaded").ShouldBe(0);
        (await _server.RunsAsync("two")).ShouldBeTrue();
    }

    [Fact]
    public async Task Reload_WhenOtherKeysChangedToo_ThenTheyAreNamedAndTakeNoEffect()
    {
        await StartAsync("one");
        await File.WriteAllTextAsync(
            _server.File,
            """{"Execution":{"Shell":"/bin/false"},"Limits":{"MaxLineBytes":64},"AllowShell":true,"Policy":{"Mode":"learn"},"Commands":{"two":{"Run":["/bin/true"]}}}""",
            TestContext.Current.CancellationToken);
        await _server.ReloadedAsync();
        await ServerProcess.UntilAsync(() => _server.Errors.Contains("takes effect at the next start", StringComparison.Ordinal));
        _server.Errors.ShouldContain("Execution:Shell, Limits:MaxLineBytes changed too; ");
        _server.Errors.ShouldContain("Policy:Mode is learn");
        (await _server.RunsAsync($"echo {new string('x', 100)}")).ShouldBeTrue();
    }

    [Fact]
    public async Task HangUp_WhenTheFileSeemsTheSame_ThenItIsReadAllTheSame()
    {
        await StartAsync("one");
        _server.HangUp();
        await _server.ReloadedAsync();
        _server.HangUp();
        await _server.ReloadedAsync(2);
        (await _server.RunsAsync("one")).ShouldBeTrue();
    }

    [Fact]
    public async Task HangUp_WhenThereIsAStorm_ThenReloadsAndWarningsAreBounded()
    {
        await File.WriteAllTextAsync(_server.File, """{"Policy":{"Mode":"learn"},"Commands":{"one":{"Run":["/bin/echo","one"]}}}""", TestContext.Current.CancellationToken);
        await _server.StartAsync();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < 300; i++)
        {
            _server.HangUp();
            await SimulatedWork.Takes(10, TestContext.Current.CancellationToken);
        }

        await ServerProcess.UntilAsync(() => _server.Count("the policy was reloaded") >= 2);
        int reloads = _server.Count("the policy was reloaded");
        ((double)reloads).ShouldBeLessThan((Stopwatch.GetElapsedTime(start).TotalSeconds * 10) + 2);
        System.Text.RegularExpressions.Regex.Count(_server.Errors, "Policy:Mode is learn").ShouldBe(1, _server.Errors);
        (await _server.RunsAsync("one")).ShouldBeTrue();
    }

    [Fact]
    public async Task HangUp_WhenThereNeverWasAFile_ThenTheServerGoesOn()
    {
        _server.UseDefaultFile();
        await _server.StartAsync();
        _server.HangUp();
        await _server.ReloadedAsync();
        (await _server.RunsAsync("echo the shell")).ShouldBeTrue();
    }

    [RootFact]
    public async Task HangUp_WhenTheServerIsProcessOne_ThenItReloads()
    {
        await File.WriteAllTextAsync(_server.File, ReloadingServer.Commands("one"), TestContext.Current.CancellationToken);
        await _server.StartAsync("unshare --pid --fork --kill-child");
        _server.HangUp(_server.ServerBelowWrapper());
        await _server.ReloadedAsync();
        (await _server.RunsAsync("one")).ShouldBeTrue();
    }

    [RootFact]
    public async Task Mount_WhenItsFileWasReplacedBehindIt_ThenItIsSaid()
    {
        await File.WriteAllTextAsync($"{_server.Path}/source", ReloadingServer.Commands("one"), TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_server.File, "", TestContext.Current.CancellationToken);
        await _server.StartAsync($"unshare --mount sh -c 'mount --bind {_server.Path}/source {_server.File} && exec \"$@\"' -");

        await File.WriteAllTextAsync($"{_server.Path}/source", ReloadingServer.Commands("two"), TestContext.Current.CancellationToken);
        await _server.ReloadedAsync();
        (await _server.RunsAsync("two")).ShouldBeTrue();

        await File.WriteAllTextAsync($"{_server.Path}/source.new", ReloadingServer.Commands("three"), TestContext.Current.CancellationToken);
        File.Move($"{_server.Path}/source.new", $"{_server.Path}/source", overwrite: true);
        await _server.RefusedAsync();
        _server.Log.ShouldContain("was replaced where it is mounted from");
        (await _server.RunsAsync("two")).ShouldBeTrue();
    }

    private async Task StartAsync(params string[] commands)
    {
        await File.WriteAllTextAsync(_server.File, ReloadingServer.Commands(commands), TestContext.Current.CancellationToken);
        await _server.StartAsync();
    }
}
