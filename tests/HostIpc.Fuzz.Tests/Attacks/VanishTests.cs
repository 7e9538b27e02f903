using System.Diagnostics;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Fuzz.Tests.Attacks;

/// <summary>Clients that go away.</summary>
public sealed class VanishTests
{
    [Fact]
    public async Task Commands_WhenTheirClientsVanishAtAnyTime_ThenNoneIsLeft()
    {
        await using FuzzServer server = await FuzzServer.StartAsync(
            options =>
            {
                options.AllowShell = true;
                options.Execution.KillGrace = TimeSpan.FromMilliseconds(50);
            });
        using WellBehavedClient other = await WellBehavedClient.ConnectAsync(server);
        string[] requests =
        [
            "\"argv\":[\"sleep\",\"100\"]", "\"argv\":[\"yes\"]", "\"shell\":\"trap '' TERM; sleep 100; sleep 100\"", "\"argv\":[\"/bin/cat\"],\"stdin\":true", "\"shell\":\"exec 0<&- 1>&- 2>&-; sleep 100\",\"stdin\":true",
            "\"shell\":\"sleep 2 & sleep 2 & exit 3\"", "\"shell\":\"kill -9 $$\"", "\"argv\":[\"sleep\",\"100\"],\"timeoutMs\":1", "\"argv\":[\"/no/such\"]", "\"shell\":\"head -c 300000 /dev/zero\"",
        ];
        for (int i = 0; i < 300; i++)
        {
            var random = new Random(i);
            using var client = new RawClient(server);
            client.Request(requests[i % requests.Length]);
            if (random.Next(3) == 0)
            {
                client.Send(FrameType.Signal, "\u0001");
            }

            if (random.Next(3) == 0)
            {
                client.Socket.Send(new byte[random.Next(1, 9)]);
            }

            for (long began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began).TotalMilliseconds < random.Next(12);)
            {
                Thread.Yield();
            }
        }

        await Eventually.BecomesTrue(
            () => other.StatusAsync().GetAwaiter().GetResult() is { Running: 0, Connections: 1 } && server.Ledger.Open == 0 && ProcessState.Children() == 0,
            found: () => $"{other.StatusAsync().GetAwaiter().GetResult()}, {server.Ledger.Open} open, {ProcessState.Children()} processes");
        server.Ledger.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Query_WhenThePolicyThrows_ThenTheCommandOfTheConnectionIsEndedToo()
    {
        await using FuzzServer server = await FuzzServer.StartAsync(build: builder => builder.Services.AddSingleton<ICommandPolicy, ThrowingPolicy>());
        using var client = new RawClient(server);
        client.Request("\"argv\":[\"sleep\",\"100\"]");
        client.WaitUntilAccepted();
        client.Send(FrameType.Query, "{\"what\":\"commands\"}");
        client.Outcome().ShouldBe("end");
        await Eventually.BecomesTrue(() => server.Ledger.Open == 0 && ProcessState.Children() == 0, found: () => $"{server.Ledger.Open} open");
    }

    private sealed class ThrowingPolicy : ICommandPolicy
    {
        public Rejection? Decide(CommandRequest request, Peer peer, out Execution.ExecutionPlan plan)
        {
            plan = new Execution.ExecutionPlan { Arguments = request.Arguments };
            return null;
        }

        public CommandListing List(Peer peer) => throw new InvalidOperationException("no luck");
    }
}
