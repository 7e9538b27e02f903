using HostIpc.Hosting;
using HostIpc.Transports.UnixSocket;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Configuration.Hosting;

public sealed class ConfiguredHostTests : IAsyncDisposable
{
    private readonly ConfiguredHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Application_WhenItHasNothingButItsSettings_ThenItServesTheirPolicy()
    {
        _host.Write(_host.Commands("one"));
        await _host.StartAsync();

        (await _host.RunAsync("one")).ShouldBe("this is one");
        (await _host.RunAsync("two")).ShouldBe("Denied");
    }

    [Fact]
    public async Task File_WhenItIsChanged_ThenThePolicyIsTheNewOne()
    {
        _host.Write(_host.Commands("one"));
        await _host.StartAsync();

        _host.Write(_host.Commands("two", "three"));
        await _host.LoggedAsync("The policy was reloaded: 2 commands");

        (await _host.RunAsync("two")).ShouldBe("this is two");
        (await _host.RunAsync("one")).ShouldBe("Denied");
    }

    [Fact]
    public async Task File_WhenItIsChangedToAWrongOne_ThenThePolicyStaysAndTheFaultIsLogged()
    {
        _host.Write(_host.Commands("one"));
        await _host.StartAsync();

        _host.Write(_host.Commands("two").Replace("{\"Run\"", "{\"Timeot\":\"00:00:01\",\"Run\"", StringComparison.Ordinal));
        await _host.LoggedAsync("The policy was not reloaded and stays as it was");

        _host.Lines.ShouldContain(line => line.EndsWith("Commands:two:Timeot is no setting; did you mean Commands:two:Timeout? (set in appsettings.json, HostIpc)", StringComparison.Ordinal));
        (await _host.RunAsync("one")).ShouldBe("this is one");
        (await _host.RunAsync("two")).ShouldBe("Denied");
    }

    [Fact]
    public async Task File_WhenTheSectionIsTakenOut_ThenThePolicyStays()
    {
        _host.Write(_host.Commands("one"));
        await _host.StartAsync();

        _host.WriteFile("{}");
        await _host.LoggedAsync("The policy was not reloaded and stays as it was");

        _host.Lines.ShouldContain(line => line.EndsWith("the configuration section HostIpc is no longer there", StringComparison.Ordinal));
        (await _host.RunAsync("one")).ShouldBe("this is one");
    }

    [Fact]
    public async Task File_WhenItIsNoJsonAnyMore_ThenThePolicyStaysUntilItIsMended()
    {
        _host.Write(_host.Commands("one"));
        await _host.StartAsync();

        _host.WriteFile("{\n\"HostIpc\": nonsense }");
        string line = await _host.LoggedAsync("cannot be read");
        line.ShouldStartWith("Error HostIpc.Configuration.Reload.PolicyReloader: appsettings.json cannot be read: line 2 is not JSON: 'nonsense }' is an invalid");
        await _host.LoggedAsync("The policy was not reloaded and stays as it was");
        (await _host.RunAsync("one")).ShouldBe("this is one");

        _host.Write(_host.Commands("two"));
        await _host.LoggedAsync("The policy was reloaded: 1 commands");
        (await _host.RunAsync("two")).ShouldBe("this is two");
    }

    [Fact]
    public async Task File_WhenSomethingElseInItIsChanged_ThenNothingIsReloaded()
    {
        _host.Write(_host.Commands("one"));
        await _host.StartAsync();

        _host.WriteFile($$"""{"HostIpc":{{_host.Commands("one")}},"Other":1}""");
        await _host.UntilAsync(configuration => configuration["Other"] == "1");
        _host.Write(_host.Commands("one", "two"));
        await _host.LoggedAsync("The policy was reloaded: 2 commands");

        _host.Lines.Count(line => line.Contains("The policy was reloaded", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Reload_WhenTheApplicationHasCommandsOfItsOwn_ThenTheyStay()
    {
        _host.Write(_host.Commands("one"));
        await _host.StartAsync(ipc => ipc.AddCommand("own", "/bin/echo", "this is own"));
        (await _host.RunAsync("own")).ShouldBe("this is own");

        _host.Write(_host.Commands("two"));
        await _host.LoggedAsync("The policy was reloaded: 1 commands");

        (await _host.RunAsync("own")).ShouldBe("this is own");
        (await _host.RunAsync("two")).ShouldBe("this is two");
    }

    [Fact]
    public async Task Reload_WhenASettingTakesTheNameOfACommandOfTheApplication_ThenThePolicyStays()
    {
        _host.Write(_host.Commands("one"));
        await _host.StartAsync(ipc => ipc.AddCommand("own", "/bin/echo", "this is own"));

        _host.Write(_host.Commands("own"));
        string line = await _host.LoggedAsync("Commands:own");

        line.ShouldEndWith("Commands:own is a command that the application defines itself; another name is wanted (set in appsettings.json, HostIpc)");
        (await _host.RunAsync("one")).ShouldBe("this is one");
    }

    [Fact]
    public async Task Transport_WhenTheApplicationAddsItItself_ThenItServesThePolicyOfTheSettings()
    {
        _host.Write("""{"Execution":{"Target":"local"},"Commands":{"one":{"Run":["/bin/echo","this is one"]}}}""");
        await _host.StartAsync(ipc => ipc.AddUnixSocket(socket => socket.Path = _host.Socket));
        (await _host.RunAsync("one")).ShouldBe("this is one");
    }

    [Fact]
    public async Task Options_WhenTheApplicationChangesThem_ThenItHasTheLastWord()
    {
        string other = $"{_host.Path}/other.sock";
        _host.Write(_host.Commands("one"));
        await _host.StartAsync(ipc => ipc.Services.Configure<UnixSocketOptions>(socket => socket.Path = other).Configure<HostIpcOptions>(options => options.Limits.MaxConnections = 7));
        File.Exists(other).ShouldBeTrue();
        File.Exists(_host.Socket).ShouldBeFalse();
        _host.Options.Limits.MaxConnections.ShouldBe(7);
    }

    [Fact]
    public async Task AllowShell_WhenTheApplicationDefinesTheOnlyCommand_ThenTheShellIsClosed()
    {
        _host.Write(_host.Commands());
        await _host.StartAsync(ipc => ipc.AddCommand("own", "/bin/echo", "this is own"));
        _host.Options.AllowShell.ShouldBe(false);
        (await _host.RunAsync("/bin/true")).ShouldBe("Denied");
    }

    [Fact]
    public async Task AddHostIpc_WhenACommandOfTheSameNameIsAddedBefore_ThenItSaysSo()
    {
        _host.Write(_host.Commands("one"));
        SettingsException fault = await Should.ThrowAsync<SettingsException>(() => _host.StartAsync(before: services => services.AddHostIpc().AddCommand("one", "/bin/true")));
        fault.Message.ShouldBe("Commands:one is a command that the application defines itself; another name is wanted (set in appsettings.json, HostIpc)");
    }

    [Fact]
    public async Task Start_WhenSettingsAreDangerous_ThenWarningsAreLogged()
    {
        _host.Write("""{"UnixSocket":{"Path":"PATH"},"AllowShell":true,"Execution":{"Target":"local"}}""".Replace("PATH", _host.Socket, StringComparison.Ordinal));
        await _host.StartAsync();
        string line = await _host.LoggedAsync("the shell is open");
        line.ShouldStartWith("Warning HostIpc.Configuration.");
    }

    [Fact]
    public async Task Start_WhenTheFileIsWrong_ThenItFailsWithEachFault()
    {
        _host.Write("""{"Limits":{"MaxConnections":-1},"Tcp":{"Lisen":"bridge:1"}}""");
        SettingsException fault = await Should.ThrowAsync<SettingsException>(() => _host.StartAsync());
        fault.Message.ShouldBe(
            """
            Limits:MaxConnections is "-1"; a number from 1 to 65536 is wanted (set in appsettings.json, HostIpc)
            Tcp:Lisen is no setting; did you mean Tcp:Listen? (set in appsettings.json, HostIpc)
            """);
    }
}
