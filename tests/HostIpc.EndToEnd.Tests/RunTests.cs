using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>A command that a container runs on the host by <c>/ipc/hostipc</c> is as one of its own.</summary>
public sealed class RunTests(DockerEngine engine) : EndToEndTest(engine)
{
    private const string HostIpc = "/ipc/hostipc";

    [Fact]
    public async Task Run_WhenTheCommandEnds_ThenTheExitCodeIsItsOwn()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        (string Command, int ExitCode)[] commands =
        [
            ("run -- true", 0),
            ("run -- false", 1),
            ("run -c 'exit 255'", 255),
            ("run -c 'exit 42'", 42),
            ("run -c 'kill -9 $$'", 137),
            ("run -c 'kill -15 $$'", 143),
            ("run --timeout 0.2 -- sleep 100", 124),
            ("--endpoint unix:/ipc/nobody.sock run -- true", 125),
            ("run -- /etc", 126),
            ("run -- no-such-program", 127),
            ("run --cwd /no/such/directory -- true", 2),
            ("run --no-such-option -- true", 2),
            ("no-such-command", 2),
            ("run", 2),
            ("ping", 0),
            ("list", 0),
        ];
        foreach ((string command, int exitCode) in commands)
        {
            ProgramOutput output = await scenario.Docker.RunAsync("exec", scenario.Client, "sh", "-c", $"{HostIpc} {command}");

            output.ExitCode.ShouldBe(exitCode, output.ToString());
            output.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(exitCode is 124 or 125 or 126 or 127 or 2 ? 1 : 0, output.ToString());
        }
    }

    [Fact]
    public async Task Run_WhenThePolicyDeniesIt_ThenTheExitCodeIs126AndListShowsWhatIsAllowed()
    {
        await using Scenario scenario = await Scenario.StartAsync(
            Engine, new ServerOptions { Environment = ["HOSTIPC__Commands__where__Run__0=uname", "HOSTIPC__Commands__where__Run__1=-n"] });

        ProgramOutput denied = await scenario.Docker.RunAsync("exec", scenario.Client, HostIpc, "run", "--", "id");
        denied.ExitCode.ShouldBe(126, denied.ToString());
        denied.Error.ShouldStartWith("hostipc: denied");
        (await scenario.Docker.RunAsync("exec", scenario.Client, HostIpc, "run", "where", "else")).ExitCode.ShouldBe(2);
        (await scenario.InClientAsync($"{HostIpc} run where")).ShouldBe(Scenario.HostName);
        (await scenario.InClientAsync($"{HostIpc} list --json")).ShouldBe("""{"shell":false,"commands":[{"name":"where"}]}""");
    }

    [Fact]
    public async Task Run_WhenItWritesToBothStreams_ThenTheyArriveApartAndInOrder()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);

        ProgramOutput output = await scenario.Docker.RunAsync(
            "exec", scenario.Client, HostIpc, "run", "-c", "i=0; while [ $i -lt 2000 ]; do echo out $i; echo err $i >&2; i=$((i+1)); done");

        output.Output.ShouldBe(string.Concat(Enumerable.Range(0, 2000).Select(i => $"out {i}\n")));
        output.Error.ShouldBe(string.Concat(Enumerable.Range(0, 2000).Select(i => $"err {i}\n")));
    }

    [Fact]
    public async Task Run_WhenArgumentsAreStrange_ThenTheyArriveAsTheyAre()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);

        ProgramOutput output = await scenario.Docker.RunAsync(
            "exec", scenario.Client, HostIpc, "run", "--env", "A=x y", "--cwd", "/tmp", "printf", "<%s>", "a b", "", "-c", "--", "$HOME", "it's", "\"q\"", "ä\n");

        output.Text.ShouldBe("<a b><><-c><--><$HOME><it's><\"q\"><ä\n>");
        (await scenario.Docker.GetAsync("exec", scenario.Client, HostIpc, "run", "--env", "A=x y", "--cwd", "/tmp", "-c", "echo $A; pwd; hostname")).ShouldBe($"x y\n/tmp\n{Scenario.HostName}");
    }

    [Theory]
    [InlineData("INT", 2)]
    [InlineData("TERM", 15)]
    [InlineData("HUP", 1)]
    [InlineData("QUIT", 3)]
    public async Task Signal_WhenTheClientGetsIt_ThenTheCommandDoes(string name, int number)
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);

        // In the foreground: a shell starts what it puts in the background with SIGINT and SIGQUIT ignored, and that is then respected.
        ProgramOutput output = await scenario.Docker.RunAsync(
            "exec", scenario.Client, "sh", "-c",
            $"(until {HostIpc} run -- test -e /tmp/ready; do sleep 0.05; done; kill -{name} $$) & "
            + $"exec {HostIpc} run -c 'trap \"echo heard {name}; exit {number}\" {name}; : > /tmp/ready; while :; do sleep 0.05; done'");

        output.Output.ShouldBe($"heard {name}\n");
        output.ExitCode.ShouldBe(number, output.ToString());
    }

    [Fact]
    public async Task Client_WhenItIsKilled_ThenItsCommandAndAllItsChildrenAreEnded()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine, new ServerOptions { Environment = ["HOSTIPC__Execution__KillGrace=00:00:01"] });
        await scenario.InClientAsync(
            $"mkfifo /tmp/o; {HostIpc} run -c 'sleep 4711 & trap \"\" TERM; sleep 4712 & echo ready; wait; sleep 4713' > /tmp/o & read line < /tmp/o; "
            + $"(cat /dev/zero | {HostIpc} run -- sleep 4714) & sleep 0.5; kill -9 $(pidof hostipc)");

        IReadOnlyList<string> left = await Eventually.Finds(scenario.HostProcessesAsync, found => !found.Any(line => line.Contains("471", StringComparison.Ordinal)), seconds: 8);

        left.ShouldBeEmpty();
    }

    [Fact]
    public async Task Output_WhenNobodyReadsItAnyMore_ThenTheCommandDiesOfIt()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);

        (await scenario.InClientAsync($"{HostIpc} run -- yes | head -n 1")).ShouldBe("y");

        (await Eventually.Finds(scenario.HostProcessesAsync, found => found.Count == 0, seconds: 8)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Server_WhenItIsKilledInTheMiddle_ThenTheClientSaysSoAndTheNextServerServes()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine);
        Task<ProgramOutput> running = scenario.Docker.RunAsync("exec", scenario.Client, HostIpc, "run", "-c", "echo begun; : > /tmp/begun; sleep 1000");
        await Eventually.Finds(() => scenario.OnHostAsync("ls /tmp"), found => found.Contains("begun", StringComparison.Ordinal));

        await scenario.Docker.GetAsync("kill", scenario.Server);

        ProgramOutput output = await running;
        output.ExitCode.ShouldBe(125, output.ToString());
        output.Output.ShouldBe("begun\n");
        output.Error.ShouldStartWith("hostipc: ");
        output.Error.Trim().ShouldNotContain("\n");
        await scenario.Docker.GetAsync("start", scenario.Server);
        await scenario.WaitUntilServedAsync();
        (await scenario.InClientAsync($"{HostIpc} run -- uname -n")).ShouldBe(Scenario.HostName);
    }

    [Fact]
    public async Task Server_WhenItIsStoppedInTheMiddle_ThenTheCommandIsEndedAndTheClientLearnsHow()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine, new ServerOptions { Environment = ["HOSTIPC__StopTimeout=00:00:01"] });
        Task<ProgramOutput> running = scenario.Docker.RunAsync("exec", scenario.Client, HostIpc, "run", "-c", ": > /tmp/begun; exec sleep 1000");
        await Eventually.Finds(() => scenario.OnHostAsync("ls /tmp"), found => found.Contains("begun", StringComparison.Ordinal));

        await scenario.Docker.GetAsync("stop", scenario.Server);

        ProgramOutput output = await running;
        output.ExitCode.ShouldBe(143, output.ToString());
        (await scenario.Docker.GetAsync("inspect", "--format", "{{.State.ExitCode}}", scenario.Server)).ShouldBe("0");
        (await scenario.InClientAsync("ls /ipc | tr '\\n' ' '")).ShouldBe("channel channel.log hostipc");
    }

    [Fact]
    public async Task Peer_WhenItConnects_ThenTheLogHasWhoTheKernelSaysItIs()
    {
        await using Scenario scenario = await Scenario.StartAsync(Engine, new ServerOptions { Environment = ["HOSTIPC__UnixSocket__Mode=0666", "HOSTIPC__ShellAllow__Transports__0=unix"] });

        await scenario.Docker.GetAsync("exec", "--user", "1234:2345", scenario.Client, HostIpc, "run", "--", "echo", "as somebody");

        // A process of another container has no number in the server's pid namespace.
        await Eventually.Finds(scenario.ReadLogAsync, log => log.Contains(" $ [unix uid=1234 gid=2345] echo 'as somebody'\n", StringComparison.Ordinal));
    }
}
