using HostIpc.Hosting;
using HostIpc.Protocol.Framing;

namespace HostIpc.Fuzz.Tests.Attacks;

/// <summary>Clients that do not read.</summary>
public sealed class UnreadTests
{
    [Fact]
    public async Task Timeout_WhenTheCommandHasExitedAndItsOutputIsNotRead_ThenItsPlaceIsFree()
    {
        await using FuzzServer server = await FuzzServer.StartAsync(
            options => options.Limits.MaxConcurrentCommands = 1,
            builder => builder.AddCommand("leave", "/bin/sh", "-c", "yes & sleep 0.2"));
        using var unread = new RawClient(server);
        unread.Request("\"argv\":[\"leave\"],\"timeoutMs\":4000");
        unread.WaitUntilAccepted();
        using var other = new RawClient(server);
        await ShouldBecomeAsync(() => other.Run("\"argv\":[\"echo\"]") == "rejected busy", "the place is taken");
        await ShouldBecomeAsync(() => other.Run("\"argv\":[\"echo\"]") == "exit 0", "the place is free");
    }

    [Fact]
    public async Task Idle_WhenTheEndOfItsCommandIsNotRead_ThenTheConnectionIsClosed()
    {
        await using FuzzServer server = await FuzzServer.StartAsync(
            options => options.Limits.IdleTimeout = TimeSpan.FromMilliseconds(500));
        using var unread = new RawClient(server);
        unread.Request("\"argv\":[\"flood\"],\"timeoutMs\":100");
        await ShouldBecomeAsync(() => server.Ledger is { Received: 1, Open: 0 }, "its end is logged");
        await ShouldBecomeAsync(() => Connections(server) == 1, "it is closed");
    }

    [Fact]
    public async Task Stop_WhenNobodyReadsAndCommandsAreInEveryState_ThenItEndsInTimeAndAllIsAccountedFor()
    {
        await using FuzzServer server = await FuzzServer.StartAsync(
            options =>
            {
                options.StopTimeout = TimeSpan.FromMilliseconds(500);
                options.Execution.KillGrace = TimeSpan.FromSeconds(5);
            },
            builder => builder
                .AddCommand("endless", "/usr/bin/yes")
                .AddCommand("leave", "/bin/sh", "-c", "yes & sleep 0.2")
                .AddCommand("stubborn", "/bin/sh", "-c", "trap '' TERM; sleep 100 & wait; sleep 100"));
        RawClient[] clients = [.. Enumerable.Range(0, 40).Select(_ => new RawClient(server))];
        string[] requests = ["\"argv\":[\"endless\"]", "\"argv\":[\"leave\"]", "\"argv\":[\"stubborn\"]", "\"argv\":[\"flood\"]", "\"argv\":[\"cat\"],\"stdin\":true", "\"argv\":[\"deaf\"]", "\"argv\":[\"echo\"]"];
        for (int i = 0; i < clients.Length; i++)
        {
            if (i < 35)
            {
                clients[i].Request(requests[i % requests.Length]);
            }

            if (i % 2 == 0 || i >= 38)
            {
                clients[i].Socket.Send(new byte[] { 24, 0 }); // a part of a frame
            }
            else
            {
                for (int j = 0; j < 30; j++)
                {
                    clients[i].Send(FrameType.Ping, "x");
                }
            }
        }

        await ShouldBecomeAsync(() => server.Ledger.Received == 35, "all are received");
        TimeSpan took = await server.StopAsync();
        took.ShouldBeLessThan(TimeSpan.FromSeconds(3));
        server.Ledger.Open.ShouldBe(0);
        server.Ledger.Faults.ShouldBeEmpty();
        TestContext.Current.TestOutputHelper?.WriteLine($"stopped in {took.TotalMilliseconds:F0} ms; {server.Ledger.Received} were received");
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public async Task Stop_WhenTheEndOfACommandIsNotRead_ThenItIsNotWaitedForLongerThanForACommand()
    {
        await using FuzzServer server = await FuzzServer.StartAsync(options => options.StopTimeout = TimeSpan.FromMilliseconds(500));
        using var unread = new RawClient(server);
        unread.Request("\"argv\":[\"flood\"],\"timeoutMs\":50");
        await ShouldBecomeAsync(() => server.Ledger is { Received: 1, Open: 0 }, "its end is logged");
        TimeSpan took = await server.StopAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"stopped in {took.TotalMilliseconds:F0} ms");
        took.ShouldBeLessThan(TimeSpan.FromSeconds(1.4));
    }

    private static int Connections(FuzzServer server)
    {
        using WellBehavedClient client = WellBehavedClient.ConnectAsync(server).GetAwaiter().GetResult();
        return client.StatusAsync().GetAwaiter().GetResult().Connections;
    }

    private static Task<TimeSpan> ShouldBecomeAsync(Func<bool> condition, string name) => Eventually.BecomesTrue(condition, found: () => name);
}
