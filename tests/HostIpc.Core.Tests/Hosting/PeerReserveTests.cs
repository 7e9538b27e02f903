using System.IO.Pipelines;
using HostIpc.Admission;
using HostIpc.Core.Tests.TestSupport;
using HostIpc.Hosting;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol.Framing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HostIpc.Core.Tests.Hosting;

/// <summary>A peer that floods, and others beside it that must still be served.</summary>
public sealed class PeerReserveTests
{
    private static readonly Peer Flood = User(1000);

    [Fact]
    public async Task Commands_WhenOnePeerHasThemAll_ThenAnotherStillGetsOneAndNoMore()
    {
        await using TestServer server = await StartAsync(commands: 2, reserved: 2);
        await FloodAsync(server, 2);
        (await RunAsync(server, Flood)).ShouldBe("rejected busy");

        FrameClient quiet = await FrameClient.ConnectAsync(server, User(1));
        await quiet.BeginAsync("sleep 100");

        (await quiet.NextAsync()).ShouldBe("accepted");
        (await RunAsync(server, User(1))).ShouldBe("rejected busy");
        (await RunAsync(server, User(2))).ShouldBe("accepted, stdout ran\n, exit 0");
        (await RunAsync(server, Flood)).ShouldBe("rejected busy");
        await quiet.SendAsync(FrameType.Signal, [9]);
        (await quiet.NextAsync()).ShouldBe("signal 9");
        (await RunAsync(server, User(1))).ShouldBe("accepted, stdout ran\n, exit 0");
    }

    [Fact]
    public async Task Commands_WhenTheReserveIsUsedUp_ThenTheNextIsBusyUntilOneIsLeft()
    {
        await using TestServer server = await StartAsync(commands: 2, reserved: 1);
        await FloodAsync(server, 2);
        FrameClient quiet = await FrameClient.ConnectAsync(server, User(1));
        await quiet.BeginAsync("sleep 100");
        (await RunAsync(server, User(2))).ShouldBe("rejected busy");

        await quiet.SendAsync(FrameType.Signal, [9]);
        await quiet.UntilAsync("signal");

        (await RunAsync(server, User(2))).ShouldBe("accepted, stdout ran\n, exit 0");
    }

    [Fact]
    public void Reserve_WhenOneProcessIsManyUsers_ThenTheLastPartIsLeftForContainersAndRoot()
    {
        var places = new ConcurrencyLimiter<PeerKey>(count: 1, reserved: 8, static peer => peer.IsManyAtWill);
        Enumerable.Range(1, 40).Count(number => places.TryAcquire(PeerKey.Of(User((uint)number)))).ShouldBe(7);
        Enumerable.Range(1, 40).Count(number => places.TryAcquire(PeerKey.Of(new Peer("tcp") { Address = $"192.0.2.{number}:1" }))).ShouldBe(0);
        places.TryAcquire(PeerKey.Of(User(0))).ShouldBeTrue();
        places.TryAcquire(PeerKey.Of(User(7) with { Location = PeerLocation.Host })).ShouldBeTrue("it is a user of the host");
        places.TryAcquire(PeerKey.Of(User(7), new string('b', 64))).ShouldBeFalse("there are no more");
    }

    [Fact]
    public async Task Commands_WhenThereIsNoReserve_ThenEverybodyIsBusy()
    {
        await using TestServer server = await StartAsync(commands: 1, reserved: 0);
        await FloodAsync(server, 1);

        (await RunAsync(server, User(1))).ShouldBe("rejected busy");
    }

    [Fact]
    public async Task Commands_WhenTwoContainersHaveOneUser_ThenTheyAreTwoPeersAndTheUsersOfOneAreOne()
    {
        await using TestServer server = await StartAsync(commands: 1, reserved: 2);
        Peer flood = User(0) with { Container = new PeerContainer(new string('a', 64)) };
        FrameClient first = await FrameClient.ConnectAsync(server, flood);
        await first.BeginAsync("sleep 100");

        (await RunAsync(server, flood with { UserId = 1 })).ShouldBe("rejected busy");
        (await RunAsync(server, User(0) with { Container = new PeerContainer(new string('b', 64)) })).ShouldBe("accepted, stdout ran\n, exit 0");
        (await RunAsync(server, User(0))).ShouldBe("accepted, stdout ran\n, exit 0");
    }

    [Fact]
    public async Task Commands_WhenPeersHaveAddresses_ThenPortsMakeNoDifference()
    {
        await using TestServer server = await StartAsync(commands: 1, reserved: 2);
        FrameClient first = await FrameClient.ConnectAsync(server, new Peer("tcp") { Address = "192.0.2.1:1000" });
        await first.BeginAsync("sleep 100");

        (await RunAsync(server, new Peer("tcp") { Address = "192.0.2.1:1001" })).ShouldBe("rejected busy");
        (await RunAsync(server, new Peer("tcp") { Address = "[2001:db8::1]:1000" })).ShouldBe("accepted, stdout ran\n, exit 0");
    }

    [Fact]
    public async Task Lines_WhenAPeerHasAllPlacesForEver_ThenAFifosStillRunOneAfterTheOther()
    {
        await using TestServer server = await StartAsync(commands: 2, reserved: 1);
        await FloodAsync(server, 2);

        await server.Listener.Connect(peer: Peer.Fifo).SendAsync(string.Concat(Enumerable.Range(0, 20).Select(i => $"echo line {i}\n")));

        await server.Log.WaitForAsync(record => record.EndsWith("> line 19", StringComparison.Ordinal));
        (await RunAsync(server, Flood)).ShouldBe("rejected busy");
    }

    [Fact]
    public async Task Lines_WhenTheReserveIsUsedUp_ThenTheyGetItBeforeWhoeverComesLater()
    {
        await using TestServer server = await StartAsync(commands: 1, reserved: 1);
        await FloodAsync(server, 1);
        FrameClient quiet = await FrameClient.ConnectAsync(server, User(1));
        await quiet.BeginAsync("sleep 100");
        await server.Listener.Connect(concurrency: 2, peer: Peer.Fifo).SendAsync("sleep 0.3; echo one\nsleep 0.3; echo two\n");
        await server.Log.WaitForAsync(record => record.EndsWith("$ sleep 0.3; echo two", StringComparison.Ordinal));

        await quiet.SendAsync(FrameType.Signal, [9]);
        await quiet.UntilAsync("signal");

        (await RunAsync(server, User(1))).ShouldBe("rejected busy");
        await server.Log.WaitForAsync(record => record.EndsWith("> one", StringComparison.Ordinal));
        await server.Log.WaitForAsync(record => record.EndsWith("> two", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connections_WhenOnePeerHasThemAll_ThenAnotherStillGetsOneAndNoMore()
    {
        await using TestServer server = await StartAsync(options => (options.Limits.MaxConnections, options.Limits.ReservedConnections) = (2, 2));
        FrameClient flood = await FrameClient.ConnectAsync(server, Flood);
        await FrameClient.ConnectAsync(server, Flood);
        (await RunAsync(server, Flood)).ShouldBe("rejected busy");

        FrameClient quiet = await FrameClient.ConnectAsync(server, User(1));
        (await RunAsync(server, User(1))).ShouldBe("rejected busy");
        (await RunAsync(server, User(2))).ShouldBe("accepted, stdout ran\n, exit 0");
        await server.UntilConnectionsAsync(3);
        FrameClient third = await FrameClient.ConnectAsync(server, User(3));
        (await RunAsync(server, User(4))).ShouldBe("rejected busy");

        await quiet.RequestAsync("echo served");
        (await quiet.UntilAsync("exit")).ShouldBe("accepted, stdout served\n, exit 0");
        await third.CloseAsync();
        await flood.CloseAsync();
        await server.UntilConnectionsAsync(2);
        (await RunAsync(server, Flood)).ShouldBe("rejected busy"); // the quiet one's counts as any other
        await quiet.CloseAsync();
        await server.UntilConnectionsAsync(1);
        (await RunAsync(server, Flood)).ShouldBe("accepted, stdout ran\n, exit 0");
    }

    [Fact]
    public async Task Connections_WhenTheRootsOfTwoContainersConnect_ThenTheOneThatFloodsIsNotTheOther()
    {
        await using TestServer server = await StartAsync(
            options => (options.Limits.MaxConnections, options.Limits.ReservedConnections) = (1, 2),
            builder => builder.Services.AddSingleton(services => new PeerIdentifier(
                services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<PeerIdentifier>>(), new NoDirectory())
            {
                Find = (peer, _) => new PeerPlace(PeerLocation.Container, new string(peer.ProcessId == 1 ? 'a' : 'b', 64)),
            }));
        await FrameClient.ConnectAsync(server, User(0) with { ProcessId = 1 });

        (await RunAsync(server, User(0) with { ProcessId = 1 })).ShouldBe("rejected busy");
        (await RunAsync(server, User(0) with { ProcessId = 2 })).ShouldBe("accepted, stdout ran\n, exit 0");
    }

    [Fact]
    public async Task Connections_WhenTheyAreBeingRefused_ThenTheyKeepNobodyOut()
    {
        await using TestServer server = await StartAsync(options => (options.Limits.MaxConnections, options.Limits.ReservedConnections) = (1, 1));
        await FrameClient.ConnectAsync(server, Flood);

        // They say nothing, and are listened to for a second before they are told.
        MemoryClient[] refused = [.. Enumerable.Range(0, 3).Select(_ => server.Listener.Connect(answered: true, peer: Flood))];
        string answer;
        do
        {
            // Those that are being told so still count for a moment.
            answer = await RunAsync(server, User(1));
        }
        while (answer == "rejected busy" && !refused.Any(IsTold));

        answer.ShouldBe("accepted, stdout ran\n, exit 0");
        refused.ShouldAllBe(client => !IsTold(client));
    }

    [Fact]
    public void Connections_WhenTheRootOfOneContainerFloods_ThenTheRootOfAnotherHasItsOwn()
    {
        var places = new ConcurrencyLimiter<PeerKey>(2, 2, static peer => peer.IsManyAtWill);
        Peer root = User(0);
        var flood = PeerKey.Of(root with { Container = new PeerContainer(new string('a', 64)) });
        places.TryAcquire(flood).ShouldBeTrue();
        places.TryAcquire(flood).ShouldBeTrue();
        places.TryAcquire(flood).ShouldBeFalse();
        places.TryAcquire(PeerKey.Of(root, new string('b', 64))).ShouldBeTrue();

        places.Taken.ShouldBe(3);
    }

    private static Peer User(uint id) => new("memory") { UserId = id };

    private static Task<TestServer> StartAsync(int commands, int reserved) =>
        StartAsync(options => (options.Limits.MaxConcurrentCommands, options.Limits.ReservedCommands) = (commands, reserved));

    // One that lets everybody run everything.
    private static Task<TestServer> StartAsync(Action<HostIpcOptions> configure, Action<IHostIpcBuilder>? build = null) => TestServer.StartAsync(
        options =>
        {
            options.StopTimeout = TimeSpan.FromMilliseconds(100);
            configure(options);
        },
        builder =>
        {
            builder.Services.AddSingleton(new ReloadablePolicy(new ProfilePolicy()));
            build?.Invoke(builder);
        });

    private static bool IsTold(MemoryClient client)
    {
        bool isTold = client.Output!.TryRead(out ReadResult result);
        if (isTold)
        {
            client.Output.AdvanceTo(result.Buffer.Start);
        }

        return isTold;
    }

    private static async Task FloodAsync(TestServer server, int count)
    {
        for (int i = 0; i < count; i++)
        {
            FrameClient client = await FrameClient.ConnectAsync(server, Flood);
            await client.BeginAsync("sleep 100");
        }
    }

    // On a connection of its own, that is closed.
    private static async Task<string> RunAsync(TestServer server, Peer peer)
    {
        FrameClient client = await FrameClient.ConnectAsync(server, peer);
        await client.RequestAsync("echo ran");
        string first = await client.NextAsync();
        string all = first == "accepted" ? $"{first}, {await client.UntilAsync("exit")}" : first;
        await client.CloseAsync();
        return all;
    }

    // An engine that does not answer makes no two containers one.
    private sealed class NoDirectory : IContainerDirectory
    {
        public ValueTask<PeerContainer?> FindAsync(string id, CancellationToken cancellationToken) => default;
    }
}
