using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>What the server must not serve with, and what <c>check</c> and <c>health</c> say of it.</summary>
public sealed class RefusalTests(DockerEngine engine) : EndToEndTest(engine)
{
    private const int Configuration = 78;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Start_WhenThereIsNoPidOfTheHost_ThenItExitsWith78AndNamesTheOption(bool isPrivileged)
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);

        ProgramOutput server = await scenario.RunServerAsync(isPrivileged ? ServerOptions.Privileged : []);

        server.ExitCode.ShouldBe(Configuration, server.All);
        server.Error.ShouldContain("--pid=host");
        (await scenario.InClientAsync("ls -A /ipc")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("SYS_PTRACE")]
    [InlineData("SYS_ADMIN")]
    public async Task Start_WhenACapabilityIsMissing_ThenItExitsWith78AndNamesIt(string capability)
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        string[] rights = capability.Length == 0 ? [] : ["--cap-add", capability];

        ProgramOutput server = await scenario.RunServerAsync(["--pid", $"container:{scenario.Host}", .. rights]);

        server.ExitCode.ShouldBe(Configuration, server.All);
        server.Error.ShouldContain("--cap-add SYS_ADMIN --cap-add SYS_PTRACE");
        server.Error.ShouldContain("--privileged");
    }

    [Fact]
    public async Task Check_WhenAllIsThere_ThenItSaysWhatItFoundAndExitsWith0()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);

        ProgramOutput check = await scenario.RunServerAsync(["--pid", $"container:{scenario.Host}", "--privileged", "--env", $"LOG={Scenario.Log}"], "check");

        check.ExitCode.ShouldBe(0, check.All);
        check.Output.ShouldContain("fifo: /ipc/channel is absent");
        check.Output.ShouldContain($"log: {Scenario.Log} is absent");
        check.Output.ShouldContain($"target: host, /bin/sh runs there, on {Scenario.HostName}");
        (await scenario.InClientAsync("ls -A /ipc")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Check_WhenThereIsNoPidOfTheHost_ThenItSaysSoAndExitsWith78()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);

        ProgramOutput check = await scenario.RunServerAsync([], "check");

        check.ExitCode.ShouldBe(Configuration, check.All);
        check.Output.ShouldContain("target: error: ");
        check.Output.ShouldContain("--pid=host");
    }

    [Fact]
    public async Task Health_WhenAServerServesOrNot_ThenItSaysSo()
    {
        var options = new ServerOptions { Arguments = ["--health-interval=1s", "--health-start-period=1s"] };
        await using Scenario scenario = await Scenario.StartAsync(Engine, options);
        await Eventually.Finds(
            () => scenario.Docker.GetAsync("inspect", "--format", "{{json .State.Health}}", scenario.Server),
            health => health.Contains("\"Status\":\"healthy\"", StringComparison.Ordinal));

        await scenario.Docker.GetAsync("rm", "--force", scenario.Server);

        ProgramOutput health = await scenario.RunServerAsync([], "health");
        health.ExitCode.ShouldBe(1, health.All);
        health.Error.ShouldContain("unix:/ipc/hostipc.sock does not answer: Connection refused");
    }

    [Theory]
    [InlineData("HOSTIPC__Fifo__Paht=/ipc/x", "Fifo:Paht", "HOSTIPC__Fifo__Paht")]
    [InlineData("MAX_LOG_LINES=many", "\"many\"", "MAX_LOG_LINES")]
    [InlineData("NAMED_PIPE=ipc/channel", "\"ipc/channel\"", "NAMED_PIPE")]
    public async Task Start_WhenASettingIsWrong_ThenItExitsWith78AndSaysWhichAndWhere(string variable, string name, string where)
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);

        ProgramOutput server = await scenario.RunServerAsync(["--pid", $"container:{scenario.Host}", "--privileged", "--env", variable]);

        server.ExitCode.ShouldBe(Configuration, server.All);
        server.Error.ShouldContain(name);
        server.Error.ShouldContain(where);
        (await scenario.InClientAsync("ls -A /ipc")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ln -s /ipc/elsewhere", "symbolic link")]
    [InlineData("echo secret > /ipc/elsewhere; ln /ipc/elsewhere", "hard link")]
    [InlineData("mkdir", "directory")]
    [InlineData("mkfifo", "FIFO")]
    public async Task Start_WhenTheLogIsNoFileOfItsOwn_ThenItExitsWith78AndSaysWhatItIs(string make, string name)
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        await scenario.InClientAsync($"{make} {Scenario.Log}");

        ProgramOutput server = await scenario.RunServerAsync(["--pid", $"container:{scenario.Host}", "--privileged", "--env", $"LOG={Scenario.Log}"]);

        server.ExitCode.ShouldBe(Configuration, server.All);
        server.Error.ShouldContain(Scenario.Log);
        server.Error.ShouldContain(name, Case.Insensitive);
        (await scenario.InClientAsync("if [ -e /ipc/elsewhere ]; then cat /ipc/elsewhere; fi")).ShouldBe(name == "hard link" ? "secret" : "");
    }
}
