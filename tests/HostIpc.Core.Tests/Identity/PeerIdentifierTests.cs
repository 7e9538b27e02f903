using System.Runtime.InteropServices;
using HostIpc.Core.Tests.TestSupport;
using HostIpc.Hosting;
using HostIpc.Protocol.Framing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HostIpc.Identity;

/// <summary>A connection's peer has its container before the first request is judged, and whatever the directory does, the connection goes on.</summary>
public sealed class PeerIdentifierTests : IDisposable
{
    private static readonly string Id = new('d', 64);

    private static readonly PeerPlace InContainer = new(PeerLocation.Container, Id);

    private readonly ListLoggerProvider _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact]
    public async Task Peer_WhenThereIsNoDirectory_HasTheIdAlone() => (await AskWhoAsync(null)).ShouldBe("memory uid=0 container=id:dddddddddddd");

    [Fact]
    public async Task Peer_WhenTheDirectoryKnowsTheContainer_HasIt()
    {
        var directory = new FakeDirectory(static (id, _) => new(new PeerContainer(id) { Name = "web" }));
        (await AskWhoAsync(directory)).ShouldBe("memory uid=0 container=web");
        directory.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Peer_WhenTheDirectoryAnswersLater_IsWaitedFor()
    {
        var directory = new FakeDirectory(static async (id, _) =>
        {
            await SimulatedWork.Takes(50, CancellationToken.None);
            return new PeerContainer(id) { Name = "web" };
        });
        (await AskWhoAsync(directory)).ShouldBe("memory uid=0 container=web");
    }

    [Fact]
    public async Task Peer_WhenTheDirectoryDoesNotKnowTheContainer_HasTheIdAlone() => (await AskWhoAsync(new FakeDirectory(static (_, _) => default))).ShouldBe("memory uid=0 container=id:dddddddddddd");

    [Fact]
    public async Task Peer_WhenTheDirectoryAnswersOfAnother_HasTheIdAlone() =>
        (await AskWhoAsync(new FakeDirectory(static (_, _) => new(new PeerContainer(new string('e', 64)) { Name = "web" })))).ShouldBe("memory uid=0 container=id:dddddddddddd");

    [Fact]
    public async Task Peer_WhenItIsInNoContainer_IsNotLookedFor()
    {
        var directory = new FakeDirectory(static (id, _) => new(new PeerContainer(id)));
        (await AskWhoAsync(directory, static (_, _) => default)).ShouldBe("memory uid=0");
        directory.Asked.ShouldBe(0);
    }

    [Fact]
    public async Task Directory_WhenItThrows_CostsTheContainerAndIsReportedOnceAMinute()
    {
        var directory = new FakeDirectory(static (_, _) => throw new InvalidOperationException("no luck"));
        await using TestServer server = await StartAsync(directory, static (_, _) => InContainer);
        for (int i = 0; i < 5; i++)
        {
            (await AskAsync(server)).ShouldBe("memory uid=0 container=id:dddddddddddd");
        }

        directory.Asked.ShouldBe(5);
        _logs.Log.Messages.Where(message => message.StartsWith("15 ", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("InvalidOperationException: no luck");
    }

    [Fact]
    public async Task Directory_WhenItNeverAnswers_IsNotWaitedForForEver()
    {
        var directory = new FakeDirectory(static async (_, _) =>
        {
            await Forever.UntilCancelled(CancellationToken.None);
            return null;
        });
        await using TestServer server = await StartAsync(directory, static (_, _) => InContainer, services => services.AddSingleton<TimeProvider>(new HurriedTime()));
        (await AskAsync(server)).ShouldBe("memory uid=0 container=id:dddddddddddd");
    }

    [Fact]
    public async Task Client_WhenItGoesDuringTheLookup_EndsIt()
    {
        var cancelled = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var directory = new FakeDirectory(async (_, cancellationToken) =>
        {
            using CancellationTokenRegistration registration = cancellationToken.Register(cancelled.SetResult);
            begun.SetResult();
            await Forever.UntilCancelled(CancellationToken.None);
            return null;
        });
        await using TestServer server = await StartAsync(directory, static (_, _) => InContainer);
        MemoryClient client = server.Listener.Connect(answered: true);
        await client.SendAsync("who\n");
        await begun.Task.WaitAsync(TimeSpan.FromSeconds(20));
        await client.HangUpAsync();
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(20));
        (await client.ReadToEndAsync()).ShouldBeEmpty();
        _logs.Log.Messages.ShouldNotContain(message => message.StartsWith("15 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Client_ThatSaysNothingYet_HasItsIdFoundAndNoWorkMadeForTheDirectory()
    {
        var found = new TaskCompletionSource();
        var directory = new FakeDirectory(static (id, _) => new(new PeerContainer(id) { Name = "web" }));
        await using TestServer server = await StartAsync(directory, (_, _) =>
        {
            found.TrySetResult();
            return InContainer;
        });
        MemoryClient client = server.Listener.Connect(answered: true);
        await found.Task.WaitAsync(TimeSpan.FromSeconds(20));
        directory.Asked.ShouldBe(0);
        await client.SendAsync("who\n");
        await client.Input.CompleteAsync();
        (await client.ReadToEndAsync()).ShouldBe("memory uid=0 container=web\n");
    }

    [Fact]
    public async Task Conversation_InFrames_HasOneLookupForAllOfItsRequests()
    {
        var directory = new FakeDirectory(static (id, _) => new(new PeerContainer(id) { Name = "web" }));
        await using TestServer server = await StartAsync(directory, static (_, _) => InContainer);
        FrameClient client = await FrameClient.ConnectAsync(server);
        for (int i = 0; i < 3; i++)
        {
            await client.RequestAsync("who");
            (await client.UntilAsync("exit")).ShouldBe("accepted, stdout memory uid=0 container=web\n, exit 0");
        }

        await client.SendAsync(FrameType.Query, """{"what":"status"}""");
        (await client.NextAsync()).ShouldContain("\"peer\":\"memory uid=0 container=web\"");
        directory.Asked.ShouldBe(1);
    }

    [Fact]
    public async Task Command_WhenItRuns_FindsTheContainerInItsEnvironmentAndNoMoreThanThat()
    {
        var directory = new FakeDirectory(static (id, _) => new(new PeerContainer(id) { Name = "web\nHOSTIPC_ID=9 uid=7\0" }));
        await using TestServer server = await StartAsync(directory, static (_, _) => InContainer);
        MemoryClient client = server.Listener.Connect(answered: true);
        await client.SendAsync("env | grep -a -A1 HOSTIPC_PEER=; env | grep -a -c HOSTIPC_ID=\n");
        await client.Input.CompleteAsync();
        string[] lines = (await client.ReadToEndAsync()).Split('\n');
        lines.ShouldContain(@"HOSTIPC_PEER=memory uid=0 container=web\x0aHOSTIPC_ID\x3d9\x20uid\x3d7\x00");
        lines[^2].ShouldBe("1");
    }

    [Theory]
    [InlineData(PeerLocation.Host, false)]
    [InlineData(PeerLocation.Host, true)] // in the server's own container
    [InlineData(PeerLocation.Container, true)]
    [InlineData(PeerLocation.Unknown, false)]
    public async Task Peer_WhenItIsJudged_HasItsLocation(PeerLocation location, bool hasContainer)
    {
        var directory = new FakeDirectory(static (id, _) => new(new PeerContainer(id) { Name = "web" }));
        await using TestServer server = await StartAsync(directory, (_, _) => new PeerPlace(location, hasContainer ? Id : null));
        MemoryClient client = server.Listener.Connect(answered: true);
        await client.SendAsync("where\n");
        await client.Input.CompleteAsync();
        (await client.ReadToEndAsync()).ShouldBe($"{location}\n");
    }

    private async Task<string> AskWhoAsync(IContainerDirectory? directory, Func<Peer, SafeHandle?, PeerPlace>? find = null)
    {
        await using TestServer server = await StartAsync(directory, find ?? (static (_, _) => InContainer));
        return await AskAsync(server);
    }

    private static async Task<string> AskAsync(TestServer server)
    {
        MemoryClient client = server.Listener.Connect(answered: true);
        await client.SendAsync("who\n");
        await client.Input.CompleteAsync();
        return (await client.ReadToEndAsync()).TrimEnd();
    }

    private Task<TestServer> StartAsync(IContainerDirectory? directory, Func<Peer, SafeHandle?, PeerPlace> find, Action<IServiceCollection>? more = null) => TestServer.StartAsync(
        options => options.AllowShell = true,
        builder =>
        {
            builder.Services.AddLogging(logging => logging.AddProvider(_logs));
            more?.Invoke(builder.Services);
            if (directory is not null)
            {
                builder.Services.AddSingleton(directory);
            }

            builder.Services.AddSingleton(services => new PeerIdentifier(
                services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<PeerIdentifier>>(), services.GetService<IContainerDirectory>())
            { Find = find });
            builder.AddCommand("where", static async (invocation, cancellationToken) =>
            {
                await invocation.WriteLineAsync(invocation.Peer.Location.ToString(), cancellationToken);
                return 0;
            });
            builder.AddCommand("who", static async (invocation, cancellationToken) =>
            {
                await invocation.WriteLineAsync(invocation.Peer.ToString(), cancellationToken);
                return 0;
            });
        });
}
