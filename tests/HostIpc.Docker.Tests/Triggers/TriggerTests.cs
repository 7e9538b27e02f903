using HostIpc.Docker.TestSupport;
using HostIpc.Hosting;
using HostIpc.Policy;
using Microsoft.Extensions.Options;

namespace HostIpc.Docker.Triggers;

/// <summary>Events of an engine become requests of the server's own.</summary>
public sealed class TriggerTests
{
    [Fact]
    public async Task Event_WhenItMatches_ThenTheCommandRunsWithItsValuesInOrder()
    {
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddCommand("tell", options => (options.Run, options.Parameters) = (["/bin/echo", "{who}", "{what}"], [Parameter("who"), Parameter("what")])),
            On("die", "tell", ("what", "{Action} in {Actor.Attributes.image}"), ("who", "{Actor.Attributes.name}")));
        server.Events.Happen("start", "name=web", "image=nginx");
        server.Events.Happen("die", "name=web", "image=nginx");
        await server.UntilEndedAsync(1);
        server.Log.Records.ShouldBe(["$ [docker event container die web] tell web 'die in nginx'", "> web die in nginx", "= 0"]);
    }

    [Fact]
    public async Task Event_WhenMoreTriggersMatch_ThenEachRuns()
    {
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddCommand("one", "/bin/true").AddCommand("two", "/bin/true"), On("die", "one"), On("oom", "two"), On("die", "two"));
        server.Events.Happen("die", "name=web");
        await server.UntilEndedAsync(2);
        server.Log.Received.Order().ShouldBe(["$ [docker event container die web] one", "$ [docker event container die web] two"]);
    }

    [Fact]
    public async Task Filter_WhenTriggersName_ThenTheEngineIsAskedForNothingElse()
    {
        await using TriggerServer server = await TriggerServer.StartAsync(ipc => ipc.AddCommand("one", "/bin/true"), On("die", "one"), On("oom", "one"));
        server.Events.Happen("die", "name=web");
        await server.UntilEndedAsync(1);
        Uri.UnescapeDataString(server.Events.Engine.Requests.Single(request => request.Contains("/events", StringComparison.Ordinal)))
            .ShouldContain("""filters={"type":["container"],"event":["die","died","oom"]}""");
    }

    [Theory]
    [InlineData("name=-rf", "begins with a hyphen")]
    [InlineData("name=a\nb", "contains a control character")]
    [InlineData("name=a;reboot", "a value that matches [a-z]+ is wanted")]
    public async Task Value_WhenAContainersMakerChoseItBadly_ThenTheParameterRefusesItAndTheLogSaysSo(string attribute, string expected)
    {
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddCommand("tell", options => (options.Run, options.Parameters) = (["/bin/echo", "{who}"], [new ParameterOptions { Name = "who", Pattern = "[a-z]+" }])),
            On("die", "tell", ("who", "{Actor.Attributes.name}")));
        server.Events.Happen("die", attribute);
        await server.UntilLoggedAsync("x bad-arguments: tell: who ");
        server.Log.Records[^1].ShouldContain(expected);
    }

    [Fact]
    public async Task Peer_WhenAContainerNamesItselfAsLogLines_ThenItIsOneWord()
    {
        await using TriggerServer server = await TriggerServer.StartAsync(ipc => ipc.AddCommand("one", "/bin/true"), On("exec_create", "one"));
        server.Events.Happen("exec_create: sh -c 'x]\n1 $ [fifo] y'", "name=web]");
        await server.UntilEndedAsync(1);
        server.Log.Received.ShouldHaveSingleItem().ShouldBe(@"$ [docker event container exec_create\x3a\x20sh\x20-c\x20\x27x\x5d\x0a1\x20\x24\x20\x5bfifo\x5d\x20y\x27 web\x5d] one");
    }

    [Fact]
    public async Task Attribute_WhenItIsMissing_ThenTheTriggerDoesNotRunAndSaysSo()
    {
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddCommand("tell", options => (options.Run, options.Parameters) = (["/bin/echo", "{who}"], [Parameter("who")])),
            On("die", "tell", ("who", "{Actor.Attributes.com.example.owner}")));
        server.Events.Happen("die", "name=web");
        await server.UntilLoggedAsync("does not run");
        server.Log.Records.ShouldHaveSingleItem().ShouldBe("x [docker event container die web] Triggers:0 (tell) does not run: who has no value: the event has no Actor.Attributes.com.example.owner");
    }

    [Fact]
    public async Task Attribute_WhenItIsMissingForAParameterThatMayBe_ThenThatIsLeftOut()
    {
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddCommand("tell", options => (options.Run, options.Parameters) = (["/bin/echo", "{who}", "{why}"], [Parameter("who"), new ParameterOptions { Name = "why", Default = "unknown" }])),
            On("die", "tell", ("who", "{Actor.Attributes.name}"), ("why", "{Actor.Attributes.exitCode}")));
        server.Events.Happen("die", "name=web", "exitCode=3");
        server.Events.Happen("die", "name=db");
        await server.UntilEndedAsync(2);
        server.Log.Records.Where(record => record.StartsWith('>')).ShouldBe(["> web 3", "> db unknown"]);
    }

    [Fact]
    public async Task Events_WhenTheyComeWhileTheCommandRuns_ThenOneFollowsTheOtherAndWhatIsOverTheQueueIsCounted()
    {
        var goOn = new TaskCompletionSource();
        int running = 0;
        int max = 0;
        TriggerOptions trigger = On("die", "slow", ("who", "{Actor.Attributes.name}"));
        (trigger.Queue, trigger.Per, trigger.MaxRuns) = (2, TimeSpan.FromSeconds(1), 1000);
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddCommand(
                "slow",
                async (_, _) =>
                {
                    max = Math.Max(max, Interlocked.Increment(ref running));
                    await goOn.Task;
                    Interlocked.Decrement(ref running);
                    return 0;
                },
                options => options.Parameters = [Parameter("who")]),
            trigger);
        server.Events.Happen("die", "name=first");
        await server.UntilLoggedAsync("slow first");
        server.Events.Happen("die", "name=n0");
        server.Events.Happen("die", "name=n1");
        for (int i = 0; i < 50; i++)
        {
            server.Events.Happen("die", "name=web");
        }

        server.Events.Happen("die", "name=other");
        await server.UntilLoggedAsync("Triggers:0 (slow): 49 events of web were dropped: 0 over MaxRuns (1000 in 00:00:01), 49 over Queue (2); its newest one is kept");
        goOn.SetResult();
        await server.UntilEndedAsync(5);
        server.Log.Received.Select(record => record.Split(' ')[^1]).ShouldBe(["first", "n0", "n1", "web", "other"]);
        max.ShouldBe(1);
    }

    [Fact]
    public async Task Trigger_WhenItCausesTheEventThatItWaitsFor_ThenItIsHeldToItsBoundAndSaysSoOnce()
    {
        FakeEvents? events = null;
        TriggerOptions trigger = On("die", "restart");
        (trigger.MaxRuns, trigger.Per) = (5, TimeSpan.FromSeconds(3));
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddCommand("restart", (_, _) =>
            {
                // Dies at once again, and more than once.
                events!.Happen("die", "name=web");
                events!.Happen("die", "name=web");
                return ValueTask.FromResult(0);
            }),
            trigger);
        events = server.Events;
        events.Happen("die", "name=web");
        await server.UntilLoggedAsync(" over MaxRuns (5 in 00:00:03), 0 over Queue (16); its newest one is kept");
        string rest = "x [docker event container die web] Triggers:0 (restart) rests: web: more than 5 events in 00:00:03 (MaxRuns); the newest event runs afterwards";
        string[] records = [.. server.Log.Records];
        records.TakeWhile(record => record != rest).Count(record => record.StartsWith('$')).ShouldBeLessThanOrEqualTo(5);
        records.ShouldContain(record => record.StartsWith("x Triggers:0 (restart): ", StringComparison.Ordinal) && record.Contains(" events of web were dropped: ", StringComparison.Ordinal));
        server.Told.Messages.ShouldContain("82 Warning: Triggers:0 (restart) rests: web: more than 5 events in 00:00:03 (MaxRuns). The newest event of each container runs afterwards (Per)");

        // The one that was kept.
        await server.UntilEndedAsync(6);
    }

    [Fact]
    public async Task Container_WhenAnotherOneFlaps_ThenItsOnlyEventRunsAtOnce()
    {
        TriggerOptions trigger = On("die", "heal", ("who", "{Actor.Attributes.name}"));
        (trigger.MaxRuns, trigger.Per) = (2, TimeSpan.FromHours(1));
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddCommand("heal", (_, _) => ValueTask.FromResult(0), options => options.Parameters = [Parameter("who")]), trigger);
        for (int i = 0; i < 20; i++)
        {
            server.Events.Happen("die", "name=flapping");
        }

        server.Events.Happen("die", "name=quiet");
        await server.UntilEndedAsync(3);
        server.Log.Received.Select(record => record.Split(' ')[^1]).ShouldBe(["flapping", "flapping", "quiet"]);
        server.Log.Records.ShouldContain("x [docker event container die flapping] Triggers:0 (heal) rests: flapping: more than 2 events in 01:00:00 (MaxRuns); the newest event runs afterwards");
    }

    [Fact]
    public async Task Event_WhenItComesWhileTheTriggerRests_ThenTheNewestRunsAfterwards()
    {
        TriggerOptions trigger = On("die", "heal", ("what", "{Actor.Attributes.exitCode}"));
        (trigger.MaxRuns, trigger.Per) = (1, TimeSpan.FromSeconds(1));
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddCommand("heal", (_, _) => ValueTask.FromResult(0), options => options.Parameters = [Parameter("what")]), trigger);
        foreach (int code in (int[])[1, 2, 3, 4])
        {
            server.Events.Happen("die", "name=web", $"exitCode={code}");
        }

        await server.UntilEndedAsync(2);
        await server.UntilLoggedAsync("2 events of web were dropped: 2 over MaxRuns (1 in 00:00:01), 0 over Queue (16); its newest one is kept");
        server.Log.Received.Select(record => record.Split(' ')[^1]).ShouldBe(["1", "4"]);
    }

    [Fact]
    public async Task Containers_WhenThereIsAlwaysAnotherOne_ThenTheirRunsTogetherAreBounded()
    {
        TriggerOptions trigger = On("die", "heal", ("who", "{Actor.Attributes.name}"));
        (trigger.MaxTotalRuns, trigger.Per) = (3, TimeSpan.FromHours(1));
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddCommand("heal", (_, _) => ValueTask.FromResult(0), options => options.Parameters = [Parameter("who")]).AddCommand("last", (_, _) => ValueTask.FromResult(0)), trigger, On("oom", "last"));
        for (int i = 0; i < 10; i++)
        {
            server.Events.Happen("die", $"name=n{i}");
        }

        server.Events.Happen("oom", "name=n");
        await server.UntilEndedAsync(4);
        server.Log.Received.Where(record => record.Contains(" heal ", StringComparison.Ordinal)).Select(record => record.Split(' ')[^1]).ShouldBe(["n0", "n1", "n2"]);
        server.Log.Records.Count(record => record.Contains(" rests: all containers: more than 3 events in 01:00:00 (MaxTotalRuns)", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Command_WhenAPolicyThatWasReadAnewHasItNoMore_ThenItsEventsAreRefused()
    {
        await using TriggerServer server = await TriggerServer.StartAsync(ipc => ipc.AddCommand("one", "/bin/true"), On("die", "one"));
        server.Policy.Replace(new PolicySettings { Commands = [], AllowShell = true });
        server.Events.Happen("die", "name=web");
        await server.UntilLoggedAsync("x denied: one names no command, and what the server does itself is never the shell's");
        server.Log.Received.ShouldBe(["$ [docker event container die web] one"]);
    }

    [Fact]
    public async Task Parameters_WhenAPolicyThatWasReadAnewHasThemInAnotherOrder_ThenTheirValuesAreStillTheirs()
    {
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddCommand("tell", options => (options.Run, options.Parameters) = (["/bin/echo", "{a}", "{b}"], [Parameter("a"), Parameter("b")])),
            On("die", "tell", ("a", "1"), ("b", "2")));
        server.Policy.Replace(
            new PolicySettings { Commands = [new CommandOptions { Name = "tell", Run = ["/bin/echo", "{b}-{a}"], Parameters = [Parameter("b"), Parameter("a")] }] });
        server.Events.Happen("die", "name=web");
        await server.UntilEndedAsync(1);
        server.Log.Records.ShouldContain("> 2-1");
    }

    [Fact]
    public async Task Stop_WhenEventsWait_ThenTheyAreDroppedAndWhatRunsEnds()
    {
        var goOn = new TaskCompletionSource();
        TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddCommand("slow", async (_, _) =>
            {
                await goOn.Task;
                return 7;
            }).AddCommand("quick", (_, _) => ValueTask.FromResult(0)),
            On("die", "slow"),
            On("oom", "quick"));
        await using (server)
        {
            server.Events.Happen("die", "name=a");
            await server.UntilLoggedAsync("slow");
            server.Events.Happen("die", "name=b");
            server.Events.Happen("die", "name=c");
            server.Events.Happen("oom", "name=d");
            await server.UntilEndedAsync(1); // events are read one after the other
            Task stopping = server.StopAsync();
            await server.UntilLoggedAsync("2 events that waited for their turn were dropped: the server stops");
            goOn.SetResult();
            await stopping;
            server.Log.Received.Count.ShouldBe(2);
            server.Log.Records[^1].ShouldBe("= 7");
        }
    }

    [Fact]
    public async Task Start_WhenACommandIsNotThere_ThenItSaysWhichThereAre()
    {
        var thrown = await Should.ThrowAsync<OptionsValidationException>(() => TriggerServer.StartAsync(ipc => ipc.AddCommand("one", "/bin/true").AddCommand("two", "/bin/true"), On("die", "three")));
        thrown.Failures.ShouldBe(["Triggers:0:Run is \"three\", and there is no such command; one of one, two is wanted"]);
    }

    private static ParameterOptions Parameter(string name) => new() { Name = name };

    private static TriggerOptions On(string action, string command, params (string Parameter, string Text)[] with) => new()
    {
        On = new EventCondition { Type = ["container"], Action = [action] },
        Run = command,
        With = with.ToDictionary(pair => pair.Parameter, pair => pair.Text),
    };
}
