using System.Net.Sockets;

namespace HostIpc.Client;

public sealed class ConnectionTests
{
    private static readonly HostCommand Command = HostCommand.Program("true");

    [Fact]
    public async Task Connection_WhenClosedByTheServerWhileIdle_ThenAnotherIsMadeSilently()
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await peer.ExitAsync();
        });
        await using HostIpcClient client = server.NewClient();

        for (int number = 1; number <= 5; number++)
        {
            (await Eventually.Ends(client.RunAsync(Command))).Result.ExitCode.ShouldBe(0);
            await Eventually.BecomesTrue(() => server.Open == 0);
            server.Accepted.ShouldBe(number);
        }
    }

    [Fact]
    public async Task Connection_WhenItEndsAfterTheRequestWasRead_ThenItIsNotSentAgain()
    {
        int requests = 0;
        await using var server = new FakeServer(async peer =>
        {
            await peer.GreetAsync();
            await peer.ReadRequestAsync();
            if (Interlocked.Increment(ref requests) == 1)
            {
                await peer.AcceptAsync();
                await peer.ExitAsync();
                await peer.ReadRequestAsync();
                Interlocked.Increment(ref requests);
            }
        });
        await using HostIpcClient client = server.NewClient();
        await Eventually.Ends(client.RunAsync(Command));

        HostIpcConnectionException exception = await Should.ThrowAsync<HostIpcConnectionException>(Eventually.Ends(client.RunAsync(Command)));

        exception.Message.ShouldContain("not known");
        requests.ShouldBe(2);
        server.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Connection_WhenIdleForItsLifetime_ThenItIsClosed()
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync);
        await using HostIpcClient client = server.NewClient(options => options.IdleLifetime = TimeSpan.FromMilliseconds(100));

        await Eventually.Ends(client.RunAsync(Command));
        await Eventually.BecomesTrue(() => server.Accepted == 1 && server.Open == 0);

        await Eventually.Ends(client.RunAsync(Command));
        server.Accepted.ShouldBe(2);
    }

    [Fact]
    public async Task Connection_WhenItsLifetimeIsInfinite_ThenItIsUsedAgainHoweverLate()
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync);
        await using HostIpcClient client = server.NewClient(options => options.IdleLifetime = Timeout.InfiniteTimeSpan);
        for (int i = 0; i < 3; i++)
        {
            await Eventually.Ends(client.RunAsync(Command));
        }

        server.Accepted.ShouldBe(1);
        server.Open.ShouldBe(1);
    }

    [Fact]
    public async Task Client_WhenDisposed_ThenItsConnectionsAreClosedAndItIsOfNoUse()
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync);
        HostIpcClient client = server.NewClient();
        await Eventually.Ends(client.RunAsync(Command));
        RunningCommand running = await Eventually.Ends(client.StartAsync(Command));

        await client.DisposeAsync();

        (await Eventually.Ends(running.WaitAsync())).ExitCode.ShouldBe(0);
        await running.DisposeAsync();
        await Eventually.BecomesTrue(() => server.Open == 0);
        await Should.ThrowAsync<ObjectDisposedException>(client.RunAsync(Command));
    }

    [Fact]
    public async Task Connect_WhenTheQueueOfTheServerIsFullForAMoment_ThenItWaits()
    {
        using var directory = new TemporaryDirectory();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(directory.Socket));
        listener.Listen(0);
        using var first = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await first.ConnectAsync(new UnixDomainSocketEndPoint(directory.Socket));
        await using var client = new HostIpcClient(new HostIpcClientOptions { Endpoint = $"unix:{directory.Socket}", ConnectTimeout = TimeSpan.FromSeconds(10) });

        Task<TimeSpan> ping = client.PingAsync();
        ping.IsCompleted.ShouldBeFalse();
        (await listener.AcceptAsync()).Dispose();
        using var peer = new FakePeer(await listener.AcceptAsync());
        await peer.GreetAsync();
        await peer.SendAsync(Protocol.Framing.FrameType.Pong, await peer.ReadAsync(Protocol.Framing.FrameType.Ping));

        await Eventually.Ends(ping);
    }

    [Fact]
    public async Task Connect_WhenTheQueueOfTheServerStaysFull_ThenThatIsSaidInTime()
    {
        using var directory = new TemporaryDirectory();
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(directory.Socket));
        listener.Listen(0);
        using var first = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await first.ConnectAsync(new UnixDomainSocketEndPoint(directory.Socket));
        await using var client = new HostIpcClient(new HostIpcClientOptions { Endpoint = $"unix:{directory.Socket}", ConnectTimeout = TimeSpan.FromMilliseconds(200) });

        (await Should.ThrowAsync<HostIpcConnectionException>(Eventually.Ends(client.PingAsync(), 5))).Message.ShouldContain("ConnectTimeout");
    }
}
