using HostIpc.Core.Tests.TestSupport;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace HostIpc.Hosting;

public sealed class DecoratedPolicyTests
{
    [Fact]
    public async Task Request_WhenADecoratedPolicySpeaksAgainstIt_ThenItIsDeniedAndTheOthersRun()
    {
        await using TestServer server = await StartAsync(builder => builder.DecoratePolicy(inner => new ClosedPolicy(inner, "secret")));
        (await server.RunAsync("secret\nopen\nls\n")).ShouldBe(
            ["1 $ secret", "1 x denied: closed", "2 $ open", "2 > o", "2 = 0", "3 $ ls", "3 x denied: ls names no command, and AllowShell is false"]);
    }

    [Fact]
    public async Task Policies_WhenTwoAreAdded_ThenTheLastIsAskedFirst()
    {
        await using TestServer server = await StartAsync(builder => builder
            .DecoratePolicy(inner => new ClosedPolicy(inner, "open", "inner"))
            .DecoratePolicy(inner => new ClosedPolicy(inner, "open", "outer")));
        (await server.RunAsync("open\n"))[^1].ShouldBe("1 x denied: outer");
    }

    [Fact]
    public async Task Policy_WhenItNeedsAService_ThenItGetsIt()
    {
        await using TestServer server = await StartAsync(builder =>
        {
            builder.Services.AddSingleton("from a service");
            builder.DecoratePolicy((inner, services) => new ClosedPolicy(inner, "open", services.GetRequiredService<string>()));
        });
        (await server.RunAsync("open\n"))[^1].ShouldBe("1 x denied: from a service");
    }

    [Fact]
    public async Task Policy_WhenTheBuiltInOneIsReplacedWhileItIsDecorated_ThenTheNewOneHolds()
    {
        await using TestServer server = await StartAsync(builder => builder.DecoratePolicy(inner => new ClosedPolicy(inner, "secret")));
        server.Policy.Replace(new NamedCommandPolicy(new PolicySettings { Commands = [], AllowShell = true }, new ExecutionOptions()));
        (await server.RunAsync("echo hi\nsecret\n")).ShouldBe(["1 $ echo hi", "1 > hi", "1 = 0", "2 $ secret", "2 x denied: closed"]);
    }

    [Fact]
    public void Policy_WhenItIsDecorated_ThenItNeedsNoMoreOfAPeerThanTheInnerOne()
    {
        var inner = new NamedCommandPolicy(new PolicySettings { Commands = [], AllowShell = false }, new ExecutionOptions());
        ICommandPolicy outer = new ClosedPolicy(inner, "x");
        var peer = new Peer("memory") { UserId = 7, Identity = PeerIdentity.Pending };
        outer.FindNeed(new CommandRequest(["x"]), peer).ShouldBe(IdentityNeed.Useful);
        outer.NeedsIdentityToList(peer).ShouldBeFalse();
    }

    [Fact]
    public void Policy_WhenItSaysNothingOfIdentity_ThenItGetsAllThereIs()
    {
        ICommandPolicy policy = new ProfilePolicy();
        policy.FindNeed(new CommandRequest(["x"]), Peer.Fifo).ShouldBe(IdentityNeed.Required);
        policy.NeedsIdentityToList(Peer.Fifo).ShouldBeTrue();
    }

    [Fact]
    public void Policy_WhenThereIsNoneToDecorate_ThenThatIsSaid()
    {
        IHostIpcBuilder builder = new ServiceCollection().AddHostIpc();
        builder.Services.Clear();
        Should.Throw<InvalidOperationException>(() => builder.DecoratePolicy(inner => inner)).Message.ShouldBe("There is no ICommandPolicy yet. Call AddHostIpc first.");
    }

    private static Task<TestServer> StartAsync(Action<IHostIpcBuilder> build) => TestServer.StartAsync(build: builder =>
    {
        builder.AddCommand("open", "echo", "o").AddCommand("secret", "echo", "s");
        build(builder);
    });

    private sealed class ClosedPolicy(ICommandPolicy inner, string command, string message = "closed") : DelegatingPolicy(inner)
    {
        public override Rejection? Decide(CommandRequest request, Peer peer, out ExecutionPlan plan)
        {
            Rejection? rejection = base.Decide(request, peer, out plan);
            return System.Text.Encoding.UTF8.GetString(request.Line.Span) == command ? new Rejection(RejectionReason.Denied, message) : rejection;
        }
    }
}
