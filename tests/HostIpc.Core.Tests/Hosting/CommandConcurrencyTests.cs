using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Hosting;
using HostIpc.Policy;
using HostIpc.Protocol.Framing;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Core.Tests.Hosting;

/// <summary>How many of a command run, and how many wait for it.</summary>
public sealed class CommandConcurrencyTests
{
    [Fact]
    public async Task Queue_WhenTheCommandEnds_ThenThoseWhoWaitRunInTheOrderInWhichTheyCame()
    {
        await using TestServer server = await StartAsync(new Command { Name = "one", Concurrency = 1, Queue = 3 });
        var clients = new List<FrameClient>();
        for (int i = 0; i < 4; i++)
        {
            clients.Add(await BeginAsync(server, $"one echo {i}; sleep 0.05"));
        }

        string[] ends = await Task.WhenAll(clients.Select(client => client.UntilAsync("exit")));

        ends.ShouldAllBe(frames => frames.EndsWith("exit 0"));
        server.Log.Records.Where(record => record.Contains('>') || record.Contains('=')).ShouldBe(
            ["1 > 0", "1 = 0", "2 > 1", "2 = 0", "3 > 2", "3 = 0", "4 > 3", "4 = 0"]);
    }

    [Fact]
    public async Task Queue_WhenItIsFull_ThenTheNextIsBusyAndLearnsNoBound()
    {
        await using TestServer server = await StartAsync(new Command { Name = "one", Concurrency = 1, Queue = 1 });
        await BeginAsync(server, "one sleep 100");
        await BeginAsync(server, "one sleep 100");
        FrameClient third = await FrameClient.ConnectAsync(server);

        await third.RequestAsync("one sleep 100");

        (await third.NextAsync()).ShouldBe("rejected busy");
        third.Message.ShouldBe("the command one is busy");
        server.Log.Records.ShouldContain("3 x busy: one: 1 run and 1 wait already (Concurrency, Queue)");
        await third.RequestAsync("echo another command");
        (await third.UntilAsync("exit")).ShouldBe("accepted, stdout another command\n, exit 0");
    }

    [Fact]
    public async Task Wait_WhenItsClientGoes_ThenItNeverRunsAndItsPlaceInTheQueueIsFree()
    {
        await using TestServer server = await StartAsync(new Command { Name = "one", Concurrency = 1, Queue = 1 });
        FrameClient first = await BeginAsync(server, "one sleep 100");
        FrameClient second = await BeginAsync(server, "one echo gone");

        await second.CloseAsync();

        await server.Log.WaitForAsync(record => record == "2 x failed: the client had gone before it could be run");
        FrameClient third = await BeginAsync(server, "one echo third");
        await first.SendAsync(FrameType.Signal, [15]);
        (await third.UntilAsync("exit")).ShouldBe("accepted, stdout third\n, exit 0");
        server.Log.Records.ShouldNotContain("2 > gone");
    }

    [Fact]
    public async Task Wait_WhenTheServerStops_ThenItIsToldAndLogged()
    {
        await using TestServer server = await StartAsync(new Command { Name = "one", Concurrency = 1, Queue = 1 });
        await BeginAsync(server, "one sleep 100");
        FrameClient second = await BeginAsync(server, "one echo never");

        await server.StopAsync();

        (await second.UntilAsync("end")).ShouldBe("rejected shutting-down, end");
        server.Log.Records.ShouldContain("2 x shutting-down: the server stops");
    }

    [Fact]
    public async Task Wait_WhenItIsForACommand_ThenNoneOfTheServersPlacesIsTaken()
    {
        await using TestServer server = await StartAsync(
            options => (options.Limits.MaxConcurrentCommands, options.Limits.ReservedCommands) = (2, 0), new Command { Name = "one", Concurrency = 1, Queue = 2 });
        FrameClient first = await BeginAsync(server, "one sleep 100");
        FrameClient second = await BeginAsync(server, "one echo second");
        MemoryClient lines = server.Listener.Connect();
        await lines.SendAsync("echo before\none echo line\n");
        await server.Log.WaitForAsync(record => record == "4 $ one echo line");

        FrameClient other = await FrameClient.ConnectAsync(server);
        await other.RequestAsync("echo other");

        (await other.UntilAsync("exit")).ShouldBe("accepted, stdout other\n, exit 0");
        await first.SendAsync(FrameType.Signal, [15]);
        (await second.UntilAsync("exit")).ShouldBe("accepted, stdout second\n, exit 0");
        await server.Log.WaitForAsync(record => record == "4 > line");
    }

    [Fact]
    public async Task Line_WhenNobodyAnswersIt_ThenItWaitsAndIsRefusedAsAnyOther()
    {
        await using TestServer server = await StartAsync(new Command { Name = "one", Concurrency = 1 });
        FrameClient first = await BeginAsync(server, "one sleep 100");

        await server.Listener.Connect().SendAsync("one echo refused\necho next\n");

        await server.Log.WaitForAsync(record => record == "3 > next");
        server.Log.Records.ShouldContain("2 x busy: one: 1 run and 0 wait already (Concurrency, Queue)");
        await first.CloseAsync();
    }

    [Fact]
    public async Task Bounds_WhenAPolicyWithWiderOnesTakesOver_ThenTheyHoldFromItsFirstRequestOn()
    {
        await using TestServer server = await StartAsync(new Command { Name = "one", Concurrency = 1, Queue = 1 });
        await BeginAsync(server, "one sleep 100");
        FrameClient second = await BeginAsync(server, "one sleep 100");

        server.Policy.Replace(new ProfilePolicy(new Command { Name = "one", Concurrency = 2 }));
        FrameClient third = await FrameClient.ConnectAsync(server);
        await third.RequestAsync("one sleep 100");

        (await third.NextAsync()).ShouldBe("rejected busy");
        (await second.NextAsync()).ShouldBe("accepted");
    }

    [Fact]
    public async Task Bounds_WhenAPolicyWithNarrowerOnesTakesOver_ThenWhatRunsCountsOn()
    {
        await using TestServer server = await StartAsync(new Command { Name = "one", Concurrency = 2 });
        FrameClient first = await BeginAsync(server, "one sleep 100");
        FrameClient second = await BeginAsync(server, "one sleep 100");
        server.Policy.Replace(new ProfilePolicy(new Command { Name = "one", Concurrency = 1, Queue = 1 }));
        FrameClient third = await BeginAsync(server, "one echo third");

        await first.SendAsync(FrameType.Signal, [15]);
        (await first.UntilAsync("signal")).ShouldBe("accepted, signal 15");
        await third.SendAsync(FrameType.Ping, "still");
        (await third.NextAsync()).ShouldBe("pong still");
        await second.SendAsync(FrameType.Signal, [15]);

        (await third.UntilAsync("exit")).ShouldBe("accepted, stdout third\n, exit 0");
    }

    [Fact]
    public async Task Place_WhenTheServerIsBusyOnceItsTurnHasCome_ThenItIsLeftAgain()
    {
        await using TestServer server = await StartAsync(
            options => (options.Limits.MaxConcurrentCommands, options.Limits.ReservedCommands) = (1, 0), new Command { Name = "one", Concurrency = 1 });
        FrameClient holder = await BeginAsync(server, "sleep 100");
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("one echo");
        (await client.NextAsync()).ShouldBe("rejected busy");
        await holder.SendAsync(FrameType.Signal, [15]);
        (await holder.UntilAsync("signal")).ShouldBe("accepted, signal 15");

        await client.RequestAsync("one echo in");

        (await client.UntilAsync("exit")).ShouldBe("accepted, stdout in\n, exit 0");
    }

    private static Task<TestServer> StartAsync(Command profile) => StartAsync(null, profile);

    private static Task<TestServer> StartAsync(Action<HostIpcOptions>? configure, Command profile) => TestServer.StartAsync(
        options =>
        {
            options.StopTimeout = TimeSpan.FromMilliseconds(100);
            configure?.Invoke(options);
        },
        builder => builder.Services.AddSingleton(new ReloadablePolicy(new ProfilePolicy(profile))));

    private static async Task<FrameClient> BeginAsync(TestServer server, string line)
    {
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.BeginAsync(line);
        return client;
    }
}
