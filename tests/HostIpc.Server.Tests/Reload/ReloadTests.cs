using System.Diagnostics;
using HostIpc.Interop;

namespace HostIpc.Server.Reload;

/// <summary>The policy is read again when its file changes.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly ReloadingServer _server = new();

    public void Dispose() => _server.Dispose();

    [Fact]
    public async Task File_WhenItIsChangedInPlace_ThenThePolicyIsTheNewOne()
    {
        await _server.StartWithAsync("one");
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
        await _server.StartWithAsync("one");
        await File.WriteAllTextAsync($"{_server.File}.new", ReloadingServer.Commands("two"), TestContext.Current.CancellationToken);
        File.Move($"{_server.File}.new", _server.File, overwrite: true);
        await _server.ReloadedAsync();
        (await _server.RunsAsync("two")).ShouldBeTrue();
    }

    [Fact]
    public async Task Directory_WhenAnotherTakesItsPlace_ThenThePolicyIsTheNewOne()
    {
        await _server.StartWithAsync("one");
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
        await _server.StartWithAsync("one");
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
    public async Task File_WhenItIsStillBeingWritten_ThenItIsNotReadYet()
    {
        await _server.StartWithAsync("one");
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
        await _server.StartWithAsync("one");
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
}
