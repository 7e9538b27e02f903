using HostIpc.EndToEnd.Tests.TestSupport;

namespace HostIpc.EndToEnd.Tests;

/// <summary>Events of the engine that run commands of the policy.</summary>
[Collection(nameof(Alone))] // triggers hear of other tests' containers too, and rest after so many in a time
public sealed class TriggerTests(DockerEngine engine) : EndToEndTest(engine)
{
    [Fact]
    public async Task Container_WhenItDies_ThenATriggerStartsItAgain()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        string web = await scenario.StartContainerAsync("web", ["--label", "com.example.keep=yes"], "sleep", "100000");
        string other = await scenario.StartContainerAsync("other", [], "sleep", "100000");
        using ConfigurationDirectory configuration = Configure("");
        await StartServerAsync(scenario, configuration);

        await scenario.Docker.GetAsync("kill", other);
        await scenario.Docker.GetAsync("kill", web);
        string log = await UntilEndedAsync(scenario, 1);
        (await scenario.Docker.GetAsync("inspect", "--format", "{{.State.Status}}", web)).ShouldBe("running");
        (await scenario.Docker.GetAsync("inspect", "--format", "{{.State.Status}}", other)).ShouldBe("exited");
        LogRecord.ParseAll(log).Where(record => record.Mark is '$' or '=' or 'x').Select(record => $"{record.Mark} {record.Text.Split(" in ")[0]}")
            .ShouldBe([$"$ [docker event container die {web}] revive {web}", "= exit 0"]);
    }

    [Fact]
    public async Task Container_WhenItDiesAtOnceAgain_ThenTheTriggerComesToRest()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        using ConfigurationDirectory configuration = Configure(""", "MaxRuns": 3, "Per": "00:00:06" """);
        await StartServerAsync(scenario, configuration);
        string broken = await scenario.StartContainerAsync("broken", ["--label", "com.example.keep=yes"], "sh", "-c", "exit 7");

        string rests = $"Triggers:0 (revive) rests: {broken}: more than 3 events in 00:00:06 (MaxRuns)";
        string log = await Eventually.Finds(scenario.ReadLogAsync, found => found.Contains(rests, StringComparison.Ordinal));
        Count(log).ShouldBe(3);
        (await scenario.Docker.RunAsync("logs", scenario.Server)).All.ShouldContain($"{rests}. The newest event of each container runs afterwards");

        // At rest, another container is started again at once.
        string other = await scenario.StartContainerAsync("other", ["--label", "com.example.keep=yes"], "sleep", "100000");
        await scenario.Docker.GetAsync("kill", other);
        await Eventually.Finds(scenario.ReadLogAsync, found => found.Contains($"die {other}] revive {other}", StringComparison.Ordinal));

        // The event that was kept runs when the rest is over, and no more often than before.
        log = await Eventually.Finds(scenario.ReadLogAsync, found => found.Split(rests).Length == 3);
        Count(log).ShouldBe(7);

        static int Count(string log) => LogRecord.ParseAll(log).Count(record => record.Mark == '$');
    }

    [Fact]
    public async Task Label_WhenItsMakerChoseItToDoHarm_ThenItIsOneArgumentOrNone()
    {
        await using Scenario scenario = await Scenario.CreateAsync(Engine);
        using var configuration = new ConfigurationDirectory(
            """
            {
              "Commands": {
                "note": { "Run": ["echo", "{owner}"], "Parameters": [{ "Name": "owner" }] },
                "strict": { "Run": ["echo", "{owner}"], "Parameters": [{ "Name": "owner", "Pattern": "[a-z]+" }] }
              },
              "Triggers": [
                { "On": { "Action": "create", "Label": "owner" }, "Run": "note", "With": { "owner": "{Actor.Attributes.owner}" } },
                { "On": { "Action": "create" }, "Run": "strict", "With": { "owner": "{Actor.Attributes.owner}" } }
              ]
            }
            """);
        await StartServerAsync(scenario, configuration);
        string evil = await scenario.StartContainerAsync("evil", ["--label", "owner=$(touch /x); `id` '\""], "true");
        await scenario.StartContainerAsync("dash", ["--label", "owner=--help"], "true");
        string plain = await scenario.StartContainerAsync("plain", [], "true");

        string log = await Eventually.Finds(scenario.ReadLogAsync, found => found.Split(" x ").Length == 5 && found.Contains("= exit", StringComparison.Ordinal));
        log.ShouldContain("> $(touch /x); `id` '\"\n");
        log.ShouldContain($"[docker event container create {evil}] bad-arguments: strict: owner is $(touch /x); `id` '\", a value that matches [a-z]+ is wanted");
        log.ShouldContain("bad-arguments: note: owner is --help, which begins with a hyphen");
        log.ShouldContain($"[docker event container create {plain}] Triggers:1 (strict) does not run: owner has no value: the event has no Actor.Attributes.owner");
    }

    private Task StartServerAsync(Scenario scenario, ConfigurationDirectory configuration) =>
        scenario.StartServerAsync(new ServerOptions { Arguments = [.. configuration.Mount, .. Engine.Docker.SocketMount] });

    private static ConfigurationDirectory Configure(string more) => new(
        $$$"""
        {
          "Commands": { "revive": { "Docker": { "Action": "start", "Container": "{name}" }, "Parameters": [{ "Name": "name", "Pattern": "[a-z0-9-]+" }], "Allow": { "Containers": ["nobody"] } } },
          "Triggers": [{ "On": { "Type": "container", "Action": "die", "Label": "com.example.keep=yes" }, "Run": "revive", "With": { "name": "{Actor.Attributes.name}" }{{{more}}} }]
        }
        """);

    private static Task<string> UntilEndedAsync(Scenario scenario, int count) =>
        Eventually.Finds(scenario.ReadLogAsync, log => LogRecord.ParseAll(log).Count(record => record.Mark == '=') == count);
}
