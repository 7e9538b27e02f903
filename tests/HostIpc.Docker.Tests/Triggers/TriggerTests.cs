using HostIpc.Docker.TestSupport;
using HostIpc.Execution;
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
            .ShouldContain("""filters={"type":["container"],"event":["die","oom"]}""");
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
        int most = 0;
        TriggerOptions trigger = On("die", "slow", ("who", "{Actor.Attributes.name}"));
        (trigger.Queue, trigger.Per, trigger.MaxRuns) = (2, TimeSpan.FromSeconds(1), 1000);
        await using TriggerServer server = await TriggerServer.StartAsync(
            ipc => ipc.AddCommand(
                "slow",
                async (_, _) =>
                {
                    most = Math.Max(most, Interlocked.Increment(ref running));
                    await goOn.Task;
                    Interlocked.Decrement(ref running);
                    return 0;
                },
                options => options.Parameters = [Parameter("who")]),
            trigger);
        server.Events.Happen("die", "name=first");
        await server.UntilLoggedAsync("slow first");
        for (int i = 0; i < 50; i++)
        {
            server.Events.Happen("die", $"name=n{i}");
        }

        await server.UntilLoggedAsync("48 events were dropped: 0 over MaxRuns (1000 in 00:00:01), 48 over Queue (2)");
        goOn.SetResult();
        await server.UntilEndedAsync(3);
        server.Log.Received.Select(record => record.Split(' ')[^1]).ShouldBe(["first", "n0", "n1"]);
        most.ShouldBe(1);
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
        await server.UntilLoggedAsync(" over MaxRuns (5 in 00:00:03), 0 over Queue (16)");
        server.Log.Received.Count.ShouldBe(5);
        server.Log.Records.Count(record => record.Contains("dropped", StringComparison.Ordinal)).ShouldBe(1);
        server.Told.Messages.Count(message => message.StartsWith("82 Warning: Triggers:0 (restart) matched more than 5 events within 00:00:03: it rests", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Command_WhenAPolicyThatWasReadAnewHasItNoMore_ThenItsEventsAreRefused()
    {
        await using TriggerServer server = await TriggerServer.StartAsync(ipc => ipc.AddCommand("one", "/bin/true"), On("die", "one"));
        server.Policy.Replace(new NamedCommandPolicy(new PolicySettings { Commands = [], AllowShell = true }, new ExecutionOptions()));
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
        server.Policy.Replace(new NamedCommandPolicy(
            new PolicySettings { Commands = [new CommandDefinition { Name = "tell", Options = new CommandOptions { Run = ["/bin/echo", "{b}-{a}"], Parameters = [Parameter("b"), Parameter("a")] } }] },
            new ExecutionOptions()));
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
