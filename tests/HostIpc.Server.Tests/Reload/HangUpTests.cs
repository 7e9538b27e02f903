using System.Diagnostics;

namespace HostIpc.Server.Reload;

/// <summary>SIGHUP has the policy read again.</summary>
public sealed class HangUpTests : IDisposable
{
    private readonly ReloadingServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task HangUp_WhenTheFileSeemsTheSame_ThenItIsReadAllTheSame()
    {
        await _server.StartWithAsync("one");
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
}
