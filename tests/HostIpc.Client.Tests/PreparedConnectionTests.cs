namespace HostIpc.Client;

/// <summary>A connection that is made ahead of the request.</summary>
public sealed class PreparedConnectionTests
{
    private static readonly HostCommand Command = HostCommand.Program("true");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PrepareConnection_WhenARequestFollows_ThenItUsesThatConnection(bool blocks)
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync);
        await using HostIpcClient client = server.NewClient(options => options.Blocks = blocks);

        client.PrepareConnection();
        await Eventually.BecomesTrue(() => server.Accepted == 1);
        (await Eventually.Ends(Task.Run(() => client.RunAsync(Command)))).Result.ExitCode.ShouldBe(0);

        server.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task PrepareConnection_WhenCalledTwice_ThenOneConnectionIsMade()
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync);
        await using HostIpcClient client = server.NewClient();

        client.PrepareConnection();
        client.PrepareConnection();
        await Eventually.Ends(client.RunAsync(Command));

        server.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task PrepareConnection_WhenTheRequestComesLate_ThenAnotherConnectionIsMade()
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync);
        var time = new ManualTime();
        await using var client = new HostIpcClient(new HostIpcClientOptions { Endpoint = server.Endpoint }, time);

        client.PrepareConnection();
        await Eventually.BecomesTrue(() => server.Open == 1);
        time.Pass(TimeSpan.FromSeconds(1));
        (await Eventually.Ends(client.RunAsync(Command))).Result.ExitCode.ShouldBe(0);

        server.Accepted.ShouldBe(2);
        await Eventually.BecomesTrue(() => server.Open == 1);
    }

    [Fact]
    public async Task PrepareConnection_WhenTheServerClosesIt_ThenTheRequestSaysSo()
    {
        await using var server = new FakeServer(static _ => Task.CompletedTask);
        await using HostIpcClient client = server.NewClient();

        client.PrepareConnection();
        await Eventually.BecomesTrue(() => server.Accepted == 1 && server.Open == 0);

        HostIpcConnectionException exception = await Should.ThrowAsync<HostIpcConnectionException>(Eventually.Ends(client.RunAsync(Command)));
        exception.MayHaveRun.ShouldBeFalse();
    }

    [Fact]
    public async Task PrepareConnection_WhenThereIsNoServer_ThenTheRequestSaysSo()
    {
        await using var client = new HostIpcClient(new HostIpcClientOptions { Endpoint = $"unix:/tmp/{Guid.NewGuid():N}" });

        client.PrepareConnection();

        (await Should.ThrowAsync<HostIpcConnectionException>(Eventually.Ends(client.RunAsync(Command)))).Message.ShouldContain("no connection");
    }

    [Theory]
    [InlineData("fifo:/tmp/channel")]
    [InlineData("tcp:127.0.0.1:9")]
    public void PrepareConnection_WhenTheEndpointIsNoUnixSocket_ThenNothingHappens(string endpoint)
    {
        using var client = new HostIpcClient(new HostIpcClientOptions { Endpoint = endpoint });

        client.PrepareConnection();
    }

    [Fact]
    public async Task Dispose_WhenAConnectionWasPrepared_ThenItIsClosed()
    {
        await using var server = new FakeServer(static peer => peer.ReadAsync());
        HostIpcClient client = server.NewClient();
        client.PrepareConnection();
        await Eventually.BecomesTrue(() => server.Open == 1);

        client.Dispose();

        await Eventually.BecomesTrue(() => server.Open == 0);
        Should.Throw<ObjectDisposedException>(client.PrepareConnection);
    }
}
