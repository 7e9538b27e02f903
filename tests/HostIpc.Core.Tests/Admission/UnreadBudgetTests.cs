using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;
using HostIpc.Transports;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Admission;

/// <summary>Memory for what is not whole yet: bounded for all peers and for each, and given back.</summary>
public sealed class UnreadBudgetTests
{
    private static readonly PeerKey One = PeerKey.Of(new Peer("unix") { UserId = 1 });
    private static readonly PeerKey Other = PeerKey.Of(new Peer("unix") { UserId = 2 });

    [Fact]
    public void Take_WhenAPeerHasAllOfItsOwn_ThenAnotherStillHasItsShare()
    {
        var budget = new UnreadBudget(max: 100, maxOfPeer: 60);
        IReceiveBudget one = budget.Open(One);
        one.TryTake(60).ShouldBeTrue();
        one.TryTake(1).ShouldBeFalse();
        budget.Open(One).ShouldBeSameAs(one);
        IReceiveBudget other = budget.Open(Other);
        other.TryTake(41).ShouldBeFalse("there is not so much for all");
        other.TryTake(40).ShouldBeTrue();
        one.GiveBack(60);
        other.TryTake(20).ShouldBeTrue();
        budget.Held.ShouldBe(60);
    }

    [Fact]
    public void Close_WhenTheLastConnectionHasGone_ThenThePeerBeginsAnew()
    {
        var budget = new UnreadBudget(max: 100, maxOfPeer: 60);
        IReceiveBudget one = budget.Open(One);
        _ = budget.Open(One);
        budget.Close(One);
        budget.Open(One).ShouldBeSameAs(one);
        budget.Close(One);
        budget.Close(One);
        budget.Open(One).ShouldNotBeSameAs(one);
    }

    [Fact]
    public void GiveBackMemory_WhenMuchWasHeldAndIsNot_ThenItCollectsOnce()
    {
        var budget = new UnreadBudget(max: 1 << 30, maxOfPeer: 1 << 30);
        IReceiveBudget account = budget.Open(One);
        budget.GiveBackMemory().ShouldBeFalse();
        account.TryTake(32 << 20).ShouldBeTrue();
        budget.GiveBackMemory().ShouldBeFalse("it is still held");
        account.GiveBack(32 << 20);
        budget.GiveBackMemory().ShouldBeTrue();
        budget.GiveBackMemory().ShouldBeFalse();
    }

    [Fact]
    public async Task Lines_WhenPartsOfThemFillThePeersShare_ThenTheNextIsBusyAndAnotherPeerIsServed()
    {
        await using TestServer server = await TestServer.StartAsync(options =>
        {
            options.Limits.MaxUnreadBytesPerPeer = 1 << 20;
            options.Limits.MaxRequestBytes = 1024;
        });
        Peer flood = new("memory") { UserId = 1 };
        var busy = new List<Task<string>>();
        for (int i = 0; i < 40; i++)
        {
            MemoryClient client = server.Listener.Connect(answered: true, peer: flood);
            busy.Add(client.ReadToEndAsync());
            await client.SendAsync(new string('x', 60_000));
        }

        (await await Task.WhenAny(busy)).ShouldBe("hostipc: busy\n");
        FrameClient other = await FrameClient.ConnectAsync(server);
        await other.RequestAsync("echo ran");
        (await other.UntilAsync("exit")).ShouldBe("accepted, stdout ran\n, exit 0");
    }

    [Fact]
    public async Task Frames_WhenThereIsNoMemoryForARequest_ThenItHasFailedOrItsConnectionIsClosedAndOthersAreServed()
    {
        await using TestServer server = await TestServer.StartAsync(build: builder => builder.Services
            .AddSingleton<ICommandExecutor, HungryExecutor>()
            .AddSingleton<ICommandPolicy, HungryPolicy>());
        FrameClient client = await FrameClient.ConnectAsync(server);
        await client.RequestAsync("x");
        (await client.UntilAsync("rejected")).ShouldBe("rejected failed");
        await client.SendAsync(FrameType.Query, """{"what":"commands"}""");
        (await client.UntilAsync("end")).ShouldBe("end");
        FrameClient other = await FrameClient.ConnectAsync(server);
        await other.SendAsync(FrameType.Ping, "x");
        (await other.NextAsync()).ShouldBe("pong x");
    }

    [Fact]
    public async Task Rejected_WhenItIsTheEndOfTheConnection_ThenItSaysSo()
    {
        await using TestServer server = await TestServer.StartAsync();
        FrameClient client = await FrameClient.ConnectAsync(server, showsFinal: true);
        await client.SendAsync(FrameType.Request, "{");
        (await client.UntilAsync("end")).ShouldBe("rejected malformed final, end");
    }

    private sealed class HungryPolicy : ICommandPolicy
    {
        public Rejection? Decide(CommandRequest request, Peer peer, out ExecutionPlan plan)
        {
            plan = new ExecutionPlan { ShellLine = request.Line };
            return null;
        }

        public CommandListing List(Peer peer) => throw new InsufficientMemoryException();
    }

    private sealed class HungryExecutor : ICommandExecutor
    {
        public ValueTask<ExecutionResult> ExecuteAsync(in ExecutionPlan plan, CommandExecution context, CancellationToken cancellationToken) => throw new InsufficientMemoryException();

        public void Dispose()
        {
        }
    }
}
