using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HostIpc.Client;

/// <summary>A server over TCP is talked to as one on a socket, and where it is not, the error says what to do.</summary>
public sealed class TcpTests
{
    [Fact]
    public async Task Commands_WhenTheyFollowOneAnother_ThenTheyShareAConnection()
    {
        await using var server = new FakeServer(Scripts.EchoRequestsAsync, overTcp: true);
        await using HostIpcClient client = server.NewClient();
        for (int i = 0; i < 3; i++)
        {
            (await Eventually.Ends(client.RunAsync(HostCommand.Program("ls")))).OutputText.ShouldContain("\"ls\"");
        }

        (await Eventually.Ends(client.PingAsync())).ShouldBeGreaterThan(TimeSpan.Zero);
        server.Accepted.ShouldBe(1);
    }

    [Fact]
    public async Task Input_WhenItIsLong_ThenAllOfItComesBack()
    {
        await using var server = new FakeServer(Scripts.EchoInputAsync, overTcp: true);
        await using HostIpcClient client = server.NewClient();
        byte[] sent = new byte[3_000_000];
        new Random(1).NextBytes(sent);
        CommandOutput output = await Eventually.Ends(client.RunAsync(HostCommand.Program("cat"), new MemoryStream(sent)));
        output.Output.Span.SequenceEqual(sent).ShouldBeTrue();
    }

    [Fact]
    public async Task Command_WhenItIsCancelled_ThenTheServerSeesTheClientGo()
    {
        await using var server = new FakeServer(Scripts.RunForEverAsync, overTcp: true);
        await using HostIpcClient client = server.NewClient();
        using var cancelling = new CancellationTokenSource();
        Task running = client.RunAsync(HostCommand.Program("sleep"), cancellationToken: cancelling.Token);
        await Eventually.BecomesTrue(() => server.Open == 1);
        await cancelling.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(Eventually.Ends(running));
        await Eventually.BecomesTrue(() => server.Open == 0);
    }

    [Fact]
    public async Task Host_WhenItHasSeveralAddresses_ThenTheOneThatAnswersIsUsed()
    {
        // Where localhost is ::1 too, nobody answers there.
        await using var server = new FakeServer(Scripts.EchoRequestsAsync, overTcp: true);
        await using HostIpcClient client = server.NewClient(options => options.Endpoint = options.Endpoint.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        (await Eventually.Ends(client.RunAsync(HostCommand.Program("ls")))).OutputText.ShouldContain("\"ls\"");
    }

    [Theory]
    [InlineData("tcp:47201", null, 47201)]
    [InlineData("tcp::47201", null, 47201)]
    [InlineData("tcp:host.docker.internal:1", "host.docker.internal", 1)]
    [InlineData("tcp:172.17.0.1:65535", "172.17.0.1", 65535)]
    [InlineData("tcp:[fd00::1]:47201", "fd00::1", 47201)]
    public void Endpoint_OfTcp_IsAHostAndAPort(string text, string? host, int port)
    {
        ServerEndpoint endpoint = ServerEndpoint.Parse(text);
        (endpoint.Host, endpoint.Port, endpoint.IsTcp, endpoint.FifoPath).ShouldBe((host, port, true, null));
    }

    [Fact]
    public async Task Connect_WhenNobodyListens_ThenItSaysWhatToSet()
    {
        string where = $"127.0.0.1:{FreePort()}";
        (await FailAsync($"tcp:{where}")).ShouldBe(
            $"no connection to tcp:{where}: nobody listens on {where}: start hostipcd there, with a Tcp:Listen that has this address and port (bridge:{where.Split(':')[1]} for what host-gateway leads to)");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Connect_WhenTheServerClosesAtOnce_ThenItNamesTheSettingThatMayBeWhy(bool byReset)
    {
        await using var server = new FakeServer(
            peer =>
            {
                if (byReset)
                {
                    peer.Socket.LingerState = new LingerOption(true, 0);
                }

                return Task.CompletedTask;
            },
            overTcp: true);
        (await FailAsync(server.Endpoint)).ShouldContain("Tcp:AllowFrom may not include this client's address");
    }

    [Fact]
    public async Task Connect_WhenNoAnswerComes_ThenItEndsInTimeAndSaysWhatToLookAt()
    {
        // A listener that accepts nothing answers nobody once its queue is full.
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen(0);
        List<Socket> waiting = [];
        for (int i = 0; i < 8; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { Blocking = false };
            waiting.Add(socket);
            Should.Throw<SocketException>(() => socket.Connect(listening.LocalEndPoint!)).SocketErrorCode.ShouldBe(SocketError.WouldBlock);
        }

        var watch = Stopwatch.StartNew();
        (await FailAsync($"tcp:{listening.LocalEndPoint}", TimeSpan.FromMilliseconds(300))).ShouldContain(
            $"{listening.LocalEndPoint} did not answer within 0.3 s (ConnectTimeout): is it the right address, is the host reached from this container's network, and does no firewall");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(4));
        waiting.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Connect_WhenTheNameIsNone_ThenItSaysSo() => (await FailAsync("tcp:a..b:47201")).ShouldStartWith("no connection to tcp:a..b:47201: the name a..b cannot be resolved: ");

    [Fact]
    public async Task Send_OverTcp_ThenItSaysThatThereIsNoFifo()
    {
        await using var client = new HostIpcClient(new HostIpcClientOptions { Endpoint = "tcp:127.0.0.1:1" });
        HostIpcSendException exception = await Should.ThrowAsync<HostIpcSendException>(client.SendAsync("ls"));
        exception.Message.ShouldBe("the line cannot be sent: tcp:127.0.0.1:1 has no FIFO; say which one (fifo:/ipc/channel), or run the line as a command of the server (hostipc run)");
    }

    private static async Task<string> FailAsync(string endpoint, TimeSpan? timeout = null)
    {
        var options = new HostIpcClientOptions { Endpoint = endpoint };
        options.ConnectTimeout = timeout ?? options.ConnectTimeout;
        await using var client = new HostIpcClient(options);
        HostIpcConnectionException exception = await Should.ThrowAsync<HostIpcConnectionException>(Eventually.Ends(client.RunAsync(HostCommand.Program("true"))));
        exception.Message.ShouldNotContain("\n");
        return exception.Message;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
