using System.Text.RegularExpressions;
using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>Commands that the engine carries out, asked for by containers that have neither its socket nor a shell on the host.</summary>
public sealed class DockerCommandTests(DockerEngine engine) : EndToEndTest(engine)
{
    private const int Denied = 126;
    private const int WrongArguments = 2;
    private const int TimedOut = 124;

    [Fact]
    public async Task Container_WhenItMayRestartOneOther_ThenItMayDoThatAndNothingElse()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        string nginx = await scenario.StartContainerAsync("nginx", [], "sleep", "100000");
        string database = await scenario.StartContainerAsync("database", [], "sleep", "100000");
        string certbot = await scenario.StartClientAsync("certbot");
        string stranger = await scenario.StartClientAsync("stranger");
        using var configuration = new ConfigurationDirectory(
            $$"""
            {
              "UnixSocket": { "Mode": "0666" },
              "Commands": {
                "restart-nginx": {
                  "Docker": { "Action": "restart", "Container": "{{nginx}}", "Grace": "00:00:00" },
                  "Allow": { "Containers": ["{{certbot}}"] }
                }
              }
            }
            """);
        await scenario.StartServerAsync(Options(configuration));
        (string nginxBefore, string databaseBefore) = (await StartedAsync(scenario, nginx), await StartedAsync(scenario, database));

        ProgramOutput restarted = await scenario.HostIpcAsync(certbot, "run", "restart-nginx");
        restarted.ExitCode.ShouldBe(0, restarted.All);
        restarted.All.ShouldBeEmpty();
        string nginxAfter = await StartedAsync(scenario, nginx);
        nginxAfter.ShouldNotBe(nginxBefore);

        (await scenario.HostIpcAsync(certbot, "run", "restart-nginx", database)).ExitCode.ShouldBe(WrongArguments);
        (await scenario.HostIpcAsync(certbot, "run", "-c", $"docker restart {database}")).ExitCode.ShouldBe(Denied);
        (await scenario.HostIpcAsync(certbot, "run", "docker", "restart", database)).ExitCode.ShouldBe(Denied);
        (await scenario.HostIpcAsync(stranger, "run", "restart-nginx")).ExitCode.ShouldBe(Denied);
        (await StartedAsync(scenario, database)).ShouldBe(databaseBefore);
        (await StartedAsync(scenario, nginx)).ShouldBe(nginxAfter);
        await Eventually.Finds(scenario.ReadLogAsync, log => Regex.IsMatch(log, $@" \$ \[unix uid=0 gid=0 pid=\d+ container={certbot}\] restart-nginx\n\S+ \d+ = exit 0 in "));

        // Another policy, while the server runs.
        configuration.Replace($$"""{ "UnixSocket": { "Mode": "0666" }, "Commands": { "stop-database": { "Docker": { "Action": "stop", "Container": "{{database}}", "Grace": "00:00:00" }, "Allow": { "Containers": ["{{certbot}}"] } } } }""");
        await Eventually.Finds(() => scenario.HostIpcAsync(certbot, "run", "stop-database"), found => found.ExitCode == 0);
        (await StateAsync(scenario, database)).ShouldBe("exited");
        (await scenario.HostIpcAsync(certbot, "run", "restart-nginx")).ExitCode.ShouldBe(Denied);
    }

    [Fact]
    public async Task Actions_WhenTheNameFitsThePattern_ThenTheyAreDoneToThatContainerAlone()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        string web = await scenario.StartContainerAsync("web-1", [], "sh", "-c", "trap 'echo got hup' HUP; trap 'exit 5' TERM; while :; do sleep 0.1; done");
        string other = await scenario.StartContainerAsync("other", [], "sleep", "100000");
        string otherId = await scenario.Docker.GetAsync("inspect", "--format", "{{.Id}}", other);
        string client = await scenario.StartClientAsync("asker");
        string[] actions = ["restart", "start", "stop", "kill", "pause", "unpause", "inspect"];
        string parameters = $$"""[{ "Name": "name", "Pattern": "[a-z0-9]+(-[a-z0-9]+)*-web-[0-9]+|[0-9a-f]+" }]""";
        string commands = string.Join(',', actions.Select(action => $$"""  "{{action}}": { "Docker": { "Action": "{{action}}", "Container": "{name}" }, "Parameters": {{parameters}} } """))
            + $$""", "hup": { "Docker": { "Action": "kill", "Signal": "HUP", "Container": "{name}" }, "Parameters": {{parameters}} }""";
        using var configuration = new ConfigurationDirectory($$"""{ "Commands": { {{commands}} } }""");
        await scenario.StartServerAsync(Options(configuration));

        await DoAsync("hup", "running");
        await Eventually.Finds(() => scenario.Docker.GetAsync("logs", web), log => log == "got hup");
        await DoAsync("pause", "paused");
        ProgramOutput twice = await scenario.HostIpcAsync(client, "run", "pause", web);
        twice.ExitCode.ShouldBe(1, twice.All);
        twice.Error.ShouldMatch(@"\A\S.*is already paused\n\z");
        await DoAsync("unpause", "running");
        await DoAsync("stop", "exited");
        (await scenario.Docker.GetAsync("inspect", "--format", "{{.State.ExitCode}}", web)).ShouldBe("5");
        await DoAsync("stop", "exited");
        ProgramOutput killed = await scenario.HostIpcAsync(client, "run", "kill", web);
        killed.ExitCode.ShouldBe(1, killed.All);
        killed.Error.ShouldContain("is not running");
        await DoAsync("start", "running");
        await DoAsync("start", "running");
        await DoAsync("restart", "running");
        await DoAsync("kill", "exited");
        string description = (await scenario.HostIpcAsync(client, "run", "inspect", web)).Text;
        System.Text.Json.JsonDocument.Parse(description).RootElement.GetProperty("Name").GetString().ShouldBe($"/{web}");

        // What the pattern takes, but is no container's name: nothing, and an id.
        foreach (string value in (string[])["no-web-1", otherId[..12], otherId[..4], otherId])
        {
            ProgramOutput refused = await scenario.HostIpcAsync(client, "run", "kill", value);
            refused.ExitCode.ShouldBe(1, refused.All);
            refused.Error.ShouldBe($"No such container: {value}\n");
        }

        (await scenario.HostIpcAsync(client, "run", "kill", other)).ExitCode.ShouldBe(WrongArguments);
        (await StateAsync(scenario, other)).ShouldBe("running");

        async Task DoAsync(string command, string state)
        {
            ProgramOutput done = await scenario.HostIpcAsync(client, "run", command, web);
            done.ExitCode.ShouldBe(0, done.All);
            done.All.ShouldBeEmpty();
            await Eventually.Finds(() => StateAsync(scenario, web), found => found == state);
        }
    }

    [Fact]
    public async Task Exec_WhenItIsAskedFor_ThenItHasInputStreamsAndExitCode()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        string web = await scenario.StartContainerAsync("web", ["--hostname", "inside"], "sleep", "100000");
        string client = await scenario.StartClientAsync("asker");
        using var configuration = new ConfigurationDirectory(
            $$"""
            {
              "Commands": {
                "ask": {
                  "Docker": { "Action": "exec", "Container": "{{web}}", "Command": ["sh", "-c", "hostname; id -u; pwd; echo $A; echo \"$1\" >&2; exit $2", "sh", "{text}", "{code}"], "User": "1234", "Directory": "/tmp", "Environment": { "A": "b c" } },
                  "Parameters": [{ "Name": "text" }, { "Name": "code", "Pattern": "[0-9]+" }]
                },
                "count": { "Docker": { "Action": "exec", "Container": "{{web}}", "Command": ["sh", "-c", "cat; echo end >&2"] }, "Stdin": true },
                "absent": { "Docker": { "Action": "exec", "Container": "{{web}}", "Command": ["/no/such/program"] } },
                "flood": { "Docker": { "Action": "exec", "Container": "{{web}}", "Command": ["cat", "/dev/zero"] }, "MaxOutput": 100000, "LogOutput": false }
              }
            }
            """);
        await scenario.StartServerAsync(Options(configuration) with { Rights = [], Environment = ["HOSTIPC__Execution__Target=local"], Arguments = [.. Options(configuration).Arguments, "--pid", "host"] });

        ProgramOutput asked = await scenario.HostIpcAsync(client, "run", "ask", "$(id) '; \"", "42");
        asked.Output.ShouldBe("inside\n1234\n/tmp\nb c\n", asked.All);
        asked.Error.ShouldBe("$(id) '; \"\n");
        asked.ExitCode.ShouldBe(42);

        ProgramOutput counted = await scenario.Docker.RunAsync("exec", client, "sh", "-c", "seq 200000 | /ipc/hostipc run count | tail -n 1");
        (counted.Output, counted.Error).ShouldBe(("200000\n", "end\n"));
        (await scenario.HostIpcAsync(client, "run", "count")).Output.ShouldBeEmpty();

        (await scenario.HostIpcAsync(client, "run", "absent")).ExitCode.ShouldBeOneOf(1, 126, 127);

        ProgramOutput flooded = await scenario.Docker.RunAsync("exec", client, "sh", "-c", "/ipc/hostipc run flood | wc -c");
        flooded.Output.Trim().ShouldBe("100000");
        flooded.Error.ShouldContain("the command wrote more than 100000 bytes and was ended (MaxOutput)");
        await Eventually.Finds(() => scenario.Docker.GetAsync("top", web), found => !found.Contains("/dev/zero", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exec_WhenNobodyWaitsForItAnyMore_ThenItIsEndedWhereTheServerCanSeeIt()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        string web = await scenario.StartContainerAsync("web", [], "sleep", "100000");
        string client = await scenario.StartClientAsync("asker");
        using var configuration = new ConfigurationDirectory(
            $$"""{ "Commands": { "long": { "Docker": { "Action": "exec", "Container": "{{web}}", "Command": ["sleep", "{time}"] }, "Parameters": [{ "Name": "time" }] } } }""");
        await scenario.StartServerAsync(Options(configuration) with { Rights = [], Environment = ["HOSTIPC__Execution__Target=local"], Arguments = [.. Options(configuration).Arguments, "--pid", "host"] });

        (await scenario.HostIpcAsync(client, "run", "--timeout", "1s", "long", "4001")).ExitCode.ShouldBe(TimedOut);
        await UntilGoneAsync("sleep 4001");

        await scenario.Docker.GetAsync("exec", "--detach", client, "/ipc/hostipc", "run", "long", "4002");
        await Eventually.Finds(() => scenario.Docker.GetAsync("top", web), found => found.Contains("sleep 4002", StringComparison.Ordinal));
        await scenario.Docker.GetAsync("restart", "--time", "0", client);
        await UntilGoneAsync("sleep 4002");
        await Eventually.Finds(scenario.ReadLogAsync, log => log.Contains(" x failed: the client went away while it ran", StringComparison.Ordinal));

        async Task UntilGoneAsync(string program) => await Eventually.Finds(() => scenario.Docker.GetAsync("top", web), found => !found.Contains(program, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Exec_WhenTheClientGetsASignal_ThenTheProgramGetsItAndItsLastOutputAndExitCodeComeBack()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        string web = await scenario.StartContainerAsync("web", [], "sleep", "100000");
        string client = await scenario.StartClientAsync("asker");
        using var configuration = new ConfigurationDirectory(
            $$"""
            {
              "Commands": {
                "trap": {
                  "Docker": { "Action": "exec", "Container": "{{web}}", "Command": ["sh", "-c", "trap 'echo got hup; echo last >&2; exit 12' HUP; trap 'echo got usr1' USR1; echo ready; while :; do sleep 0.1; done"] },
                  "Timeout": "00:01:00"
                },
                "timed": {
                  "Docker": { "Action": "exec", "Container": "{{web}}", "Command": ["sh", "-c", "trap 'echo last words; exit 0' TERM; echo ready; while :; do sleep 0.1; done"] },
                  "Timeout": "00:00:02"
                }
              }
            }
            """);
        await scenario.StartServerAsync(Options(configuration) with { Rights = [], Environment = ["HOSTIPC__Execution__Target=local"], Arguments = [.. Options(configuration).Arguments, "--pid", "host"] });

        const string script = """
            /ipc/hostipc run trap >/tmp/out 2>/tmp/err & asked=$!
            until grep -q ready /tmp/out; do sleep 0.1; done
            kill -HUP $asked; wait $asked; echo "code $?"; cat /tmp/out /tmp/err
            """;
        ProgramOutput asked = await scenario.Docker.RunAsync("exec", client, "sh", "-c", script);
        // Between them the shell may say what the signal did to its sleep.
        asked.Output.ShouldStartWith("code 12\nready\ngot hup\n", customMessage: asked.All);
        asked.Output.ShouldEndWith("last\n", customMessage: asked.All);

        ProgramOutput timed = await scenario.HostIpcAsync(client, "run", "timed");
        timed.ExitCode.ShouldBe(TimedOut, timed.All);
        timed.Output.ShouldBe("ready\nlast words\n");
    }

    [Fact]
    public async Task Exec_WhenItCannotBeEnded_ThenThatIsSaid()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        string web = await scenario.StartContainerAsync("web", [], "sleep", "100000");
        string client = await scenario.StartClientAsync("asker");
        using var configuration = new ConfigurationDirectory($$"""{ "Commands": { "long": { "Docker": { "Action": "exec", "Container": "{{web}}", "Command": ["sleep", "4003"] }, "Timeout": "00:00:01" } } }""");
        await scenario.StartServerAsync(Options(configuration));

        ProgramOutput ended = await scenario.HostIpcAsync(client, "run", "long");
        ended.ExitCode.ShouldBe(TimedOut, ended.All);
        ended.Error.ShouldContain("hostipc: what was executed in the container may run on there");
        await Eventually.Finds(scenario.ReadLogAsync, log => log.Contains("! hostipc: what was executed in the container may run on there", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Logs_WhenTheyAreAskedFor_ThenTheStreamsAreApartAndFollowedUntilTheClientGoes()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        string web = await scenario.StartContainerAsync("web", [], "sh", "-c", "seq 2000; while [ ! -e /tmp/oops ]; do sleep 0.1; done; echo oops >&2; while [ ! -e /tmp/more ]; do sleep 0.1; done; while :; do echo more; sleep 0.2; done");
        string client = await scenario.StartClientAsync("asker");
        using var configuration = new ConfigurationDirectory(
            $$"""
            {
              "Commands": {
                "logs": { "Docker": { "Action": "logs", "Container": "{{web}}" } },
                "end": { "Docker": { "Action": "logs", "Container": "{{web}}", "Tail": 3, "Timestamps": true } },
                "follow": { "Docker": { "Action": "logs", "Container": "{{web}}", "Tail": 0, "Follow": true } }
              }
            }
            """);
        await scenario.StartServerAsync(Options(configuration));

        // The engine writes two streams down in no order.
        await Eventually.Finds(() => scenario.Docker.RunAsync("logs", "--tail", "1", web), found => found.Output == "2000\n");
        await scenario.Docker.GetAsync("exec", web, "touch", "/tmp/oops");
        await Eventually.Finds(() => scenario.Docker.RunAsync("logs", web), found => found.Error == "oops\n");

        ProgramOutput logs = await scenario.HostIpcAsync(client, "run", "logs");
        logs.ExitCode.ShouldBe(0, logs.All);
        logs.Error.ShouldBe("oops\n");
        logs.Output.ShouldBe(string.Concat(Enumerable.Range(1002, 999).Select(line => $"{line}\n")));
        (await scenario.HostIpcAsync(client, "run", "end")).Output.ShouldMatch(@"\A\d{4}-\d\d-\d\dT\S+Z 1999\n\S+ 2000\n\z");

        Task<ProgramOutput> following = scenario.Docker.RunAsync("exec", client, "sh", "-c", "/ipc/hostipc run follow | head -n 1");
        await Eventually.Finds(scenario.ReadLogAsync, log => log.Contains("] follow", StringComparison.Ordinal));
        await scenario.Docker.GetAsync("exec", web, "touch", "/tmp/more");
        (await following).Output.ShouldBe("more\n");
        await Eventually.Finds(scenario.ReadLogAsync, log => LogRecord.ParseAll(log) is [.., { Mark: '=' or 'x' }]);
    }

    private ServerOptions Options(ConfigurationDirectory configuration) => new() { Arguments = [.. configuration.Mount, .. Engine.Docker.SocketMount] };

    private static Task<string> StartedAsync(Scenario scenario, string container) => scenario.Docker.GetAsync("inspect", "--format", "{{.State.StartedAt}}", container);

    private static Task<string> StateAsync(Scenario scenario, string container) => scenario.Docker.GetAsync("inspect", "--format", "{{.State.Status}}", container);
}
