using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

/// <summary>A transport of the application's own takes the place of the endpoint.</summary>
public sealed class TransportTests
{
    private static readonly HostCommand Command = HostCommand.Program("x");

    [Fact]
    public async Task Run_OverATransport_ThenCommandsRunOneAfterTheOtherOnOneConnection()
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync);
        await using HostIpcClient client = NewClient(server);

        for (int number = 0; number < 20; number++)
        {
            (await Eventually.Ends(client.RunAsync(HostCommand.Shell($"{number}")))).OutputText.ShouldBe($$"""{"shell":"{{number}}"}""");
            await Eventually.Ends(client.PingAsync());
        }

        server.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Input_OverATransport_ThenItIsEchoedWhole()
    {
        byte[] data = new byte[700_000];
        new Random(2).NextBytes(data);
        await using var server = new FakeServer(Scripts.EchoInputAsync);
        await using HostIpcClient client = NewClient(server);

        (await Eventually.Ends(client.RunAsync(Command, new MemoryStream(data)))).Output.ToArray().ShouldBe(data);
    }

    [Fact]
    public async Task Connection_WhenTheServerHasClosedItMeanwhile_ThenTheNextCommandHasANewOne()
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await peer.ExitAsync();
        });
        await using HostIpcClient client = NewClient(server);

        for (int number = 1; number <= 3; number++)
        {
            (await Eventually.Ends(client.RunAsync(Command))).Result.ExitCode.ShouldBe(0);
            await Eventually.BecomesTrue(() => server.Open == 0);
            server.Accepted.ShouldBe(number);
        }
    }

    [Fact]
    public async Task Connection_WhenTheServerSendsWhatNobodyAskedFor_ThenItIsNotUsedAgain()
    {
        await using var server = new FakeServer(async peer =>
        {
            await peer.BeginAsync();
            await peer.ExitAsync();
            await peer.SendAsync(FrameType.Pong, "late");
            await peer.DrainAsync();
        });
        await using HostIpcClient client = NewClient(server);
        await Eventually.Ends(client.RunAsync(Command));

        await Eventually.BecomesTrue(() =>
        {
            try
            {
                _ = Eventually.Ends(client.RunAsync(Command)).GetAwaiter().GetResult();
            }
            catch (HostIpcProtocolException)
            {
                // It came just after the next request had been sent.
            }

            return server.Accepted > 1;
        });
    }

    [Fact]
    public async Task Cancel_WhenTheCommandRuns_ThenTheStreamIsClosed()
    {
        await using var server = new FakeServer(Scripts.RunForEverAsync);
        await using HostIpcClient client = NewClient(server);
        using var cancelling = new CancellationTokenSource();
        await using RunningCommand command = await Eventually.Ends(client.StartAsync(Command));
        Task<CommandOutput> other = client.RunAsync(Command, cancellationToken: cancelling.Token);
        await Eventually.BecomesTrue(() => server.Accepted == 2);

        await cancelling.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Eventually.Ends(other));
        await command.DisposeAsync();

        await Eventually.BecomesTrue(() => server.Open == 0);
    }

    [Fact]
    public async Task Connect_WhenTheTransportFails_ThenItsMessageIsTheClientsAndNothingHasRun()
    {
        await using var client = new HostIpcClient(new HostIpcClientOptions { Transport = new SocketTransport("/nowhere/x.sock") });

        HostIpcConnectionException failed = await Should.ThrowAsync<HostIpcConnectionException>(() => Eventually.Ends(client.RunAsync(Command)));

        failed.Message.ShouldStartWith("no connection to own:/nowhere/x.sock: ");
        (failed.MayHaveRun, failed.InnerException is not null).ShouldBe((false, true));
    }

    [Fact]
    public async Task Connect_WhenTheTransportIgnoresItsToken_ThenTheTimeoutHoldsAndALateStreamIsClosed()
    {
        var connecting = new TaskCompletionSource<Stream>();
        await using var client = new HostIpcClient(new HostIpcClientOptions
        {
            Transport = new ScriptedTransport(_ => connecting.Task),
            ConnectTimeout = TimeSpan.FromMilliseconds(20),
        });

        (await Should.ThrowAsync<HostIpcConnectionException>(() => Eventually.Ends(client.PingAsync()))).Message.ShouldContain("ConnectTimeout");
        using var cancelling = new CancellationTokenSource();
        await cancelling.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => Eventually.Ends(client.PingAsync(cancelling.Token)));

        var late = new MemoryStream();
        connecting.SetResult(late);
        await Eventually.BecomesTrue(() => !late.CanRead);
    }

    [Fact]
    public async Task Server_WhenItIsSilentOverATransport_ThenTheConnectTimeoutHolds()
    {
        await using var server = new FakeServer(peer => peer.DrainAsync());
        await using HostIpcClient client = NewClient(server, options => options.ConnectTimeout = TimeSpan.FromMilliseconds(50));

        (await Should.ThrowAsync<HostIpcConnectionException>(() => Eventually.Ends(client.RunAsync(Command)))).Message.ShouldContain("ConnectTimeout");
    }

    [Fact]
    public async Task Send_WhenTheTransportSendsLines_ThenItGetsEachWithItsLineFeedAndElseTheClientSaysWhy()
    {
        List<string> lines = [];
        await using var sending = new HostIpcClient(new HostIpcClientOptions { Transport = new ScriptedTransport(static _ => Task.FromResult(Stream.Null), lines) });
        await sending.SendAsync("uptime ü");
        await Should.ThrowAsync<HostIpcSendException>(() => sending.SendAsync("a\nb"));
        lines.ShouldBe(["uptime ü\n"]);

        await using var other = new HostIpcClient(new HostIpcClientOptions { Transport = new ScriptedTransport(static _ => Task.FromResult(Stream.Null)) });
        (await Should.ThrowAsync<HostIpcSendException>(() => other.SendAsync("uptime"))).Message.ShouldBe("the line cannot be sent: own:scripted has no FIFO");
    }

    [Fact]
    public async Task Endpoint_WhenThereIsATransport_ThenItIsNotLookedAt()
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync);
        await using HostIpcClient client = NewClient(server, options => options.Endpoint = "nonsense");

        await Eventually.Ends(client.PingAsync());
    }

    private static HostIpcClient NewClient(FakeServer server, Action<HostIpcClientOptions>? configure = null) =>
        server.NewClient(options =>
        {
            options.Transport = new SocketTransport(server.Endpoint["unix:".Length..]);
            configure?.Invoke(options);
        });
}
