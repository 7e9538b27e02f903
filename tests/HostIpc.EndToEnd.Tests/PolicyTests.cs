using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>One socket that everybody may connect to, and a policy that tells the containers apart.</summary>
public sealed class PolicyTests(DockerEngine engine) : EndToEndTest(engine)
{
    private const int Denied = 126;

    [Fact]
    public async Task Containers_WhenTheirLabelsDiffer_ThenEachGetsItsOwnCommandsAndNoOthers()
    {
        using var configuration = new ConfigurationDirectory(
            """
            {
              "UnixSocket": { "Mode": "0666" },
              "Commands": {
                "front": { "Description": "for the front", "Run": ["echo", "front", "{word}"], "Parameters": [{ "Name": "word", "Pattern": "[a-z]+" }], "Allow": { "Labels": ["role=front"] } },
                "back": { "Shell": "echo back on $(hostname)", "Allow": { "Labels": ["role=back"] } }
              }
            }
            """);
        await using Scenario scenario = await Scenario.StartAsync(Engine, Options(configuration));
        string front = await scenario.StartClientAsync("front", "--label", "role=front");
        string back = await scenario.StartClientAsync("back", "--label", "role=back");

        (await scenario.HostIpcAsync(front, "list")).Text.ShouldBe("NAME          DESCRIPTION\nfront <word>  for the front\nThe shell is closed: nothing else may be run.");
        (await scenario.HostIpcAsync(back, "list")).Text.ShouldBe("NAME  DESCRIPTION\nback\nThe shell is closed: nothing else may be run.");
        (await scenario.HostIpcAsync(front, "run", "front", "door")).Text.ShouldBe("front door");
        (await scenario.HostIpcAsync(back, "run", "back")).Text.ShouldBe($"back on {Scenario.HostName}");

        ProgramOutput other = await scenario.HostIpcAsync(front, "run", "back");
        other.ExitCode.ShouldBe(Denied, other.All);
        ProgramOutput absent = await scenario.HostIpcAsync(front, "run", "no-such-command");
        absent.Error.Replace("no-such-command", "back", StringComparison.Ordinal).ShouldBe(other.Error, "a command that it may not run and one that does not exist look alike");
        (await scenario.HostIpcAsync(front, "run", "-c", "id")).ExitCode.ShouldBe(Denied);
        (await scenario.HostIpcAsync(front, "run", "front", "x; id")).ExitCode.ShouldBe(2);

        string log = await scenario.ReadLogAsync();
        log.ShouldContain($"container={back}] back");
        log.ShouldMatch($@" x \[unix uid=0 gid=0 pid=\d+ container={front}\] denied: Commands:back:Allow wants labels role=back \(found role=front\)");
    }

    [Fact]
    public async Task Container_WhenItIsNotRoot_ThenItGetsOnlyWhatItsRuleSays()
    {
        using var configuration = new ConfigurationDirectory(
            """
            {
              "UnixSocket": { "Mode": "0666" },
              "Commands": { "mine": { "Run": ["echo", "mine"], "Allow": { "Users": [1234], "Containers": ["*"] } }, "open": { "Run": ["echo", "open"] }, "both": { "Run": ["echo", "both"], "Allow": [{ "Users": ["0"], "Containers": ["*"] }, { "Groups": ["77"], "Containers": ["*"] }] } },
              "AllowShell": true
            }
            """);
        await using Scenario scenario = await Scenario.StartAsync(Engine, Options(configuration));
        string plain = await scenario.StartClientAsync("plain", "--user", "1234:1234", "--group-add", "77");
        string root = await scenario.StartClientAsync("root");

        (await scenario.HostIpcAsync(plain, "run", "mine")).Text.ShouldBe("mine");
        (await scenario.HostIpcAsync(plain, "run", "both")).Text.ShouldBe("both");
        (await scenario.HostIpcAsync(plain, "run", "open")).ExitCode.ShouldBe(Denied);
        (await scenario.HostIpcAsync(plain, "run", "-c", "id")).ExitCode.ShouldBe(Denied);
        (await scenario.HostIpcAsync(root, "run", "mine")).ExitCode.ShouldBe(Denied);
        (await scenario.HostIpcAsync(root, "run", "open")).Text.ShouldBe("open");
        (await scenario.HostIpcAsync(root, "run", "-c", "hostname")).Text.ShouldBe(Scenario.HostName);
        (await scenario.RunAsync("open")).Output.ShouldBe(["open"]);
        (await scenario.RunAsync("mine")).End.ShouldBe("x [fifo] denied: Commands:mine:Allow wants users 1234 (found none)");
    }

    [Fact]
    public async Task Host_WhenCommandsRunAsItsUsersOrAreItsScripts_ThenItsOwnFilesDecide()
    {
        using var configuration = new ConfigurationDirectory(
            """
            {
              "Commands": {
                "who": { "Run": ["sh", "-c", "echo $(id -u) $(id -g) $(id -G) $HOME $(hostname)"], "As": "deploy" },
                "hooks": { "Scripts": "/hooks", "Parameters": [{ "Name": "event", "Values": ["renewed"] }] },
                "stranger": { "Run": ["true"], "As": "nobody-there" }
              }
            }
            """);
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        await scenario.OnHostAsync(
            """
            mkdir -p /etc /srv/hooks
            echo 'root:x:0:0::/root:/bin/sh' > /etc/passwd; echo 'deploy:x:1007:1008::/home/deploy:/bin/sh' >> /etc/passwd
            echo 'deploy:x:1008:' > /etc/group; echo 'web:x:1009:other,deploy' >> /etc/group
            ln -s /srv/hooks /hooks
            for n in 10 20 30; do printf '#!/bin/sh\necho $1 %s $(hostname); exit %s\n' $n $((n / 10 - 1)) > /srv/hooks/$n; chmod 755 /srv/hooks/$n; done
            chmod 777 /srv/hooks/30
            """);
        await scenario.StartServerAsync(Options(configuration));
        string asker = await scenario.StartClientAsync("asker");

        (await scenario.HostIpcAsync(asker, "run", "who")).Text.ShouldBe($"1007 1008 1008 1009 /home/deploy {Scenario.HostName}");
        ProgramOutput hooks = await scenario.HostIpcAsync(asker, "run", "hooks", "renewed");
        hooks.Output.ShouldBe($"renewed 10 {Scenario.HostName}\nrenewed 20 {Scenario.HostName}\n", hooks.All);
        hooks.ExitCode.ShouldBe(1);
        (await scenario.HostIpcAsync(asker, "run", "stranger")).ExitCode.ShouldBe(125);

        string log = await scenario.ReadLogAsync();
        log.ShouldMatch(@" x skipped /\S*hooks/30: it is writable by");
        log.ShouldContain("nobody-there");
    }

    [Fact]
    public async Task Learning_WhenAContainerAsks_ThenItRunsAndTheLogShowsWhatThePolicyNeeds()
    {
        using var configuration = new ConfigurationDirectory(
            """
            { "UnixSocket": { "Mode": "0666" }, "Policy": { "Mode": "learn" }, "Commands": { "mine": { "Run": ["echo", "mine"], "Allow": { "Containers": ["nobody"] } } } }
            """);
        await using Scenario scenario = await Scenario.StartAsync(Engine, Options(configuration));
        string client = await scenario.StartClientAsync("asker");

        (await scenario.HostIpcAsync(client, "run", "mine")).Text.ShouldBe("mine");
        (await scenario.HostIpcAsync(client, "run", "-c", "hostname")).Text.ShouldBe(Scenario.HostName);

        string log = await scenario.ReadLogAsync();
        log.ShouldContain($"learning: it would have been denied: Commands:mine:Allow wants containers nobody (found {client})");
        log.ShouldContain("learning: it would have been denied: hostname names no command, and AllowShell is false");
        (await scenario.Docker.RunAsync("logs", scenario.Server)).All.ShouldContain("learn", Case.Insensitive);
    }

    [Fact]
    public async Task Rename_WhenAContainerLosesItsName_ThenItLosesWhatTheNameGave()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        string web = await scenario.StartClientAsync("web");
        using var configuration = new ConfigurationDirectory(
            $$"""
            { "UnixSocket": { "Mode": "0666" }, "Commands": { "mine": { "Run": ["echo", "mine"], "Allow": { "Containers": ["{{web}}"] } } } }
            """);
        await scenario.StartServerAsync(Options(configuration));
        (await scenario.HostIpcAsync(web, "run", "mine")).Text.ShouldBe("mine");

        string other = await scenario.StartClientAsync("other");
        (await scenario.HostIpcAsync(other, "run", "mine")).ExitCode.ShouldBe(Denied);
        string id = await scenario.Docker.GetAsync("inspect", "--format", "{{.Id}}", web);
        await scenario.Docker.GetAsync("rename", web, $"{web}-old");
        await Eventually.Finds(() => scenario.HostIpcAsync(id, "run", "mine"), found => found.ExitCode == Denied);
        await scenario.Docker.GetAsync("rename", $"{web}-old", web);
    }

    [Fact]
    public async Task Reload_WhenFiftyClientsRunCommands_ThenNoneFailsForIt()
    {
        const int clients = 50;
        const string policy = """{ "Commands": { "count": { "Shell": "sleep 0.05; echo VERSION" } }, "Limits": { "MaxConcurrentCommands": 200 } }""";
        using var configuration = new ConfigurationDirectory(policy.Replace("VERSION", "0", StringComparison.Ordinal));
        await using Scenario scenario = await Scenario.StartAsync(Engine, Options(configuration));
        string client = await scenario.StartClientAsync("asker");
        string loops = string.Concat(Enumerable.Repeat("(while [ ! -e /tmp/stop ]; do /ipc/hostipc run count || echo failed $?; done) & ", clients));
        Task<ProgramOutput> running = scenario.Docker.RunAsync(TimeSpan.FromMinutes(3), "exec", client, "sh", "-c", $"{loops} wait");

        for (int version = 1; version <= 5; version++)
        {
            configuration.Replace(policy.Replace("VERSION", $"{version}", StringComparison.Ordinal));
            await Eventually.Finds(() => scenario.HostIpcAsync(client, "run", "count"), found => found.Output == $"{version}\n");
            if (version % 2 == 0)
            {
                await scenario.Docker.GetAsync("kill", "--signal", "HUP", scenario.Server);
            }
        }

        configuration.Replace("{ \"Commands\": { \"count\": { ");
        await Eventually.Finds(scenario.ReadLogAsync, log => log.Contains("hostipc.json", StringComparison.Ordinal));
        await scenario.Docker.GetAsync("exec", client, "touch", "/tmp/stop");
        ProgramOutput ran = await running;
        ran.ExitCode.ShouldBe(0, ran.Error);
        ran.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Order().ShouldBe(["0", "1", "2", "3", "4", "5"]);
        ran.Error.ShouldBeEmpty();
    }

    private ServerOptions Options(ConfigurationDirectory configuration) => new() { Arguments = [.. configuration.Mount, .. Engine.Docker.SocketMount] };
}
