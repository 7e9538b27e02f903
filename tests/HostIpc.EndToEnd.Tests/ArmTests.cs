using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>
/// The programs for arm64 do what those for x86-64 do. An emulator runs them, and what they start on the host is of this machine's own processor. What the emulator cannot do is left out: it does
/// not hand on why a program cannot be started.
/// </summary>
public sealed class ArmTests : EndToEndTest, IClassFixture<ArmImage>
{
    // For this machine's processor.
    private const string Native = "/native";

    private const string Hostipc = $"{EmulatedImage.Program} /ipc/hostipc";

    private readonly ArmImage _image;

    public ArmTests(DockerEngine engine, ArmImage image)
        : base(engine)
    {
        image.Demand();
        _image = image;
    }

    [Fact]
    public async Task Image_WhenItIsMadeForArm64_ThenItSaysSo()
    {
        (await Engine.Docker.GetAsync("image", "inspect", "--format", "{{.Os}}/{{.Architecture}}", _image.Emulated.Image)).ShouldBe("linux/arm64");
        string version = await Engine.Docker.GetAsync(["run", "--rm", "--network", "none", .. _image.Emulated.Run("/hostipcd"), "--version"]);
        version.ShouldBe((await Programs.RunAsync($"{Engine.Native}/hostipcd", ["--version"])).Text);
    }

    [Fact]
    public async Task Run_WhenCommandsEnd_ThenTheClientEndsAsTheyDo()
    {
        await using Scenario scenario = await StartAsync();
        (string Command, int ExitCode, string Output)[] commands =
        [
            ("ping", 0, "answers: hostipcd"),
            ("run -- true", 0, ""),
            ("run -c 'uname -n; exit 42'", 42, Scenario.HostName),
            ("run -c 'kill -9 $$'", 137, ""),
            ("run --timeout 0.5 -- sleep 100", 124, ""),
            ("run -- no-such-program", 127, ""),
            ("list", 0, ""),
        ];
        foreach ((string command, int exitCode, string expected) in commands)
        {
            ProgramOutput output = await scenario.Docker.RunAsync("exec", scenario.Client, "sh", "-c", $"{Hostipc} {command}");

            output.ExitCode.ShouldBe(exitCode, output.ToString());
            output.Output.ShouldContain(expected);
        }

        (await scenario.InClientAsync($"seq 100000 | {Hostipc} run -- md5sum")).ShouldBe(await scenario.InClientAsync("seq 100000 | md5sum"));
        ProgramOutput streams = await scenario.Docker.RunAsync("exec", scenario.Client, "sh", "-c", $"{Hostipc} run -c 'seq 20000; seq 20000 >&2'");
        string expectedLines = string.Concat(Enumerable.Range(1, 20_000).Select(i => $"{i}\n"));
        streams.Output.ShouldBe(expectedLines);
        streams.Error.ShouldBe(expectedLines);
    }

    [Fact]
    public async Task Client_WhenItIsSignalledOrKilled_ThenItsCommandIs()
    {
        await using Scenario scenario = await StartAsync(new ServerOptions { Environment = ["HOSTIPC__Execution__KillGrace=00:00:01"] });

        ProgramOutput signalled = await scenario.Docker.RunAsync(
            "exec", scenario.Client, "sh", "-c",
            $"(until [ \"$({Native} --endpoint unix:/ipc/hostipc.sock run -c 'cat /tmp/ready')\" = ready ]; do sleep 0.05; done; kill -USR1 $$) & "
            + $"exec {Hostipc} run -c 'trap \"echo heard; exit 10\" USR1; echo ready > /tmp/ready; while :; do sleep 0.05; done'");

        signalled.Output.ShouldBe("heard\n", signalled.ToString());
        signalled.ExitCode.ShouldBe(10, signalled.ToString());

        await scenario.InClientAsync($"mkfifo /tmp/o; {Hostipc} run -c 'sleep 4711 & echo ready; wait' > /tmp/o & read line < /tmp/o; kill -9 $!");
        (await Eventually.Finds(scenario.HostProcessesAsync, found => !found.Any(line => line.Contains("4711", StringComparison.Ordinal)), seconds: 15)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Clients_WhenTheyAreManyAndOfAnotherProcessor_ThenEachHasItsAnswer()
    {
        await using Scenario scenario = await StartAsync();

        string answers = await scenario.InClientAsync($"for i in $(seq 60); do {Native} --endpoint unix:/ipc/hostipc.sock run -c \"echo $i; sleep 0.2\" & done; wait");

        answers.Split('\n').Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(1, 60).Select(i => $"{i}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Line_WhenItIsWritten_ThenItRunsOnTheHostAndTheServerStopsAsItShould()
    {
        await using Scenario scenario = await StartAsync();
        await scenario.WriteAsync([.. Enumerable.Range(0, 20).Select(i => $"echo line {i}")]);

        LoggedCommand command = await scenario.RunAsync("hostname; id -u; echo wrong >&2; exit 3");

        command.Output.ShouldBe([Scenario.HostName, "0"]);
        command.Error.ShouldBe(["wrong"]);
        command.End!.ShouldStartWith("exit 3 in ");
        LogRecord.ParseAll(await scenario.ReadLogAsync()).Where(record => record.Mark == '>' && record.Text.StartsWith("line ", StringComparison.Ordinal)).Select(record => record.Text)
            .ShouldBe(Enumerable.Range(0, 20).Select(i => $"line {i}"));
        await scenario.Docker.GetAsync("stop", scenario.Server);
        (await scenario.Docker.GetAsync("inspect", "--format", "{{.State.ExitCode}}", scenario.Server)).ShouldBe("0");
        (await scenario.ReadLogAsync()).ShouldEndWith("! stopped");
    }

    [Fact]
    public async Task Host_WhenCommandsRunAsItsUsersOrAreItsScripts_ThenItsFilesDecideAndNobodysLinkIsRefused()
    {
        using var configuration = new ConfigurationDirectory(
            """
            {
              "Commands": {
                "who": { "Run": ["sh", "-c", "echo $(id -u) $(id -g) $(id -G) $HOME $(hostname)"], "As": "deploy" },
                "hooks": { "Scripts": "/hooks" },
                "linked": { "Scripts": "/linked" },
                "mine": { "Run": ["echo", "mine"], "Allow": { "Containers": ["*-asker"] } }
              }
            }
            """);
        await using Scenario scenario = await StartAsync(
            new ServerOptions { Arguments = [.. configuration.Mount, .. Engine.Docker.SocketMount] },
            created => created.OnHostAsync(
                """
                mkdir -p /etc /srv/hooks
                echo 'root:x:0:0::/root:/bin/sh' > /etc/passwd; echo 'deploy:x:1007:1008::/home/deploy:/bin/sh' >> /etc/passwd
                echo 'deploy:x:1008:' > /etc/group; echo 'web:x:1009:other,deploy' >> /etc/group
                ln -s /srv/hooks /hooks; ln -s /srv/hooks /linked; chown -h 65534:65534 /linked
                for n in 10 20; do printf '#!/bin/sh\necho %s $(hostname)\n' $n > /srv/hooks/$n; chmod 755 /srv/hooks/$n; done
                printf '#!/bin/sh\necho bad\n' > /srv/bad; chmod 755 /srv/bad; ln -s /srv/bad /srv/hooks/30; chown -h 65534:65534 /srv/hooks/30
                """));
        string asker = await scenario.StartClientAsync("asker");
        string other = await scenario.StartClientAsync("other");
        foreach (string client in new[] { asker, other })
        {
            await AddProgramsAsync(scenario, client);
        }

        Task<ProgramOutput> AskAsync(string client, string command) => scenario.Docker.RunAsync("exec", client, "sh", "-c", $"{Hostipc} run {command}");

        (await AskAsync(asker, "who")).Text.ShouldBe($"1007 1008 1008 1009 /home/deploy {Scenario.HostName}");
        (await AskAsync(asker, "-- uname -n")).ExitCode.ShouldBe(126);
        ProgramOutput hooks = await AskAsync(asker, "hooks");
        hooks.Output.ShouldBe($"10 {Scenario.HostName}\n20 {Scenario.HostName}\n", hooks.All);
        ProgramOutput linked = await AskAsync(asker, "linked");
        linked.ExitCode.ShouldBe(125, linked.ToString());
        linked.Output.ShouldBeEmpty();
        (await AskAsync(asker, "mine")).Text.ShouldBe("mine");
        (await AskAsync(other, "mine")).ExitCode.ShouldBe(126);

        string log = await scenario.ReadLogAsync();
        log.ShouldMatch(@" x skipped /\S*hooks/30: it is owned by user 65534; root is wanted");
        log.Split('\n').Where(line => line.Contains("linked", StringComparison.Ordinal)).ShouldContain(line => line.Contains("is owned by user 65534; root is wanted", StringComparison.Ordinal), log);
    }

    private async Task<Scenario> StartAsync(ServerOptions? options = null, Func<Scenario, Task>? prepare = null)
    {
        Scenario scenario = await Scenario.CreateAsync(Engine);
        try
        {
            if (prepare is not null)
            {
                await prepare(scenario);
            }

            await scenario.StartServerAsync((options ?? new ServerOptions()) with { Emulated = _image.Emulated });
            await AddProgramsAsync(scenario, scenario.Client);
            return scenario;
        }
        catch
        {
            await scenario.DisposeAsync();
            throw;
        }
    }

    private async Task AddProgramsAsync(Scenario scenario, string client)
    {
        await scenario.Docker.GetAsync("cp", _image.Emulated.Emulator, $"{client}:{EmulatedImage.Program}");
        await scenario.Docker.GetAsync("cp", $"{Engine.Native}/hostipc", $"{client}:{Native}");
    }
}
