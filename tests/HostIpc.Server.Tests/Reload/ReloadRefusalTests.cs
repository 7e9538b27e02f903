using System.Diagnostics;

namespace HostIpc.Server.Reload;

/// <summary>A file that is wrong, or gone, changes nothing.</summary>
public sealed class ReloadRefusalTests : IDisposable
{
    private readonly ReloadingServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task File_WhenItIsGoneAtAReload_ThenThePolicyStays()
    {
        await _server.StartWithAsync("one");
        File.Delete(_server.File);
        _server.HangUp();
        await ServerProcess.UntilAsync(() => _server.Count("the policy was not reloaded") > 0);
        (await _server.RunsAsync("one")).ShouldBeTrue();
        (await _server.RunsAsync("true")).ShouldBeFalse();
    }

    [Fact]
    public async Task File_WhenItIsWrong_ThenThePolicyStaysAndItIsSaidOnce()
    {
        await _server.StartWithAsync("one");
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
        await _server.StartWithAsync("one");
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
        await _server.StartWithAsync("two");
        File.Delete(_server.File);
        await _server.RefusedAsync();
        await File.WriteAllTextAsync(_server.File, ReloadingServer.Commands("one"), TestContext.Current.CancellationToken);
        await _server.ReloadedAsync();
        (await _server.RunsAsync("one")).ShouldBeTrue();
        (await _server.RunsAsync("two")).ShouldBeFalse();
        (await _server.RunsAsync("echo the shell")).ShouldBeFalse();
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
}
