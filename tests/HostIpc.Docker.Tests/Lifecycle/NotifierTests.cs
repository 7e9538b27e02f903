using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HostIpc.Docker.TestSupport;
using HostIpc.Network;
using HostIpc.Transports;

namespace HostIpc.Docker.Lifecycle;

/// <summary>What is taken from those who connect, and what is not, whatever they do.</summary>
public sealed class NotifierTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly ListSink _sink = new();
    private readonly ListLogger _logger = new();
    private readonly List<string> _told = [];
    private NotifierListener? _listener;

    private string[] Told
    {
        get
        {
            lock (_told)
            {
                return [.. _told];
            }
        }
    }

    private IPEndPoint Endpoint => _listener!.Bound.Single();

    public void Dispose() => _listener?.Dispose();

    [Theory]
    [InlineData("start\n", "Start")]
    [InlineData("stop\n", "Stop")]
    [InlineData("start\r\n", "Start")]
    [InlineData("  start \t\r\n\n\n", "Start")]
    [InlineData("start", "Start")]
    [InlineData("start\nstop", "Start", "Stop")]
    [InlineData("start\nstart\nstop\n", "Start", "Stop")]
    public async Task Line_WhenItIsStartOrStop_ThenItIsTold(string sent, params string[] written)
    {
        Start();
        (await SayAsync(sent)).ShouldBe("");
        await Eventually.BecomesTrue(() => Told.Length == written.Length, found: () => string.Join(' ', Told));
        Told.ShouldBe(written);
        _sink.Records.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("restart\n", "restart")]
    [InlineData("START\n", "START")]
    [InlineData("start now\n", "start now")]
    [InlineData("\u001b[2Jx\u0007\n", "\\x1b[2Jx\\x07")]
    [InlineData("\u2028\u00e9\n", "\\u2028\u00e9")]
    [InlineData("]; accepts\n", "]; accepts")]
    public async Task Line_WhenItIsAnythingElse_ThenItIsIgnoredAloud(string sent, string shown)
    {
        Start();
        string line = $"Ignoring unknown command [{shown}]; accepts start and stop";
        (await SayAsync(sent)).ShouldBe($"{line}\n");
        _sink.Records.ShouldHaveSingleItem().ShouldMatch($"^x \\[tcp address=127\\.0\\.0\\.1:[0-9]+\\] {System.Text.RegularExpressions.Regex.Escape(line)}$");
        _logger.Messages[^1].ShouldMatch($"^89 Warning: \\[tcp address=127\\.0\\.0\\.1:[0-9]+\\] {System.Text.RegularExpressions.Regex.Escape(line)}$");
        Told.ShouldBeEmpty();
    }

    [Fact]
    public async Task Line_WhenItsBytesAreNoText_ThenTheyAreShownAsSuch()
    {
        Start();
        using Socket client = await ConnectAsync();
        await client.SendAsync(new byte[] { 0xff, 0x00, (byte)'\n' });
        client.Shutdown(SocketShutdown.Send);
        (await ReadAsync(client)).ShouldBe("Ignoring unknown command [\\xff\\x00]; accepts start and stop\n");
    }

    [Theory]
    [InlineData(65, false)]
    [InlineData(1000, true)]
    [InlineData(5000, true)]
    [InlineData(5000, false)]
    public async Task Line_WhenItIsLong_ThenItIsCut(int length, bool hasEnd)
    {
        Start();
        using Socket client = await ConnectAsync();
        await client.SendAsync(Encoding.ASCII.GetBytes(new string('x', length) + (hasEnd ? "\n" : "")));
        client.Shutdown(SocketShutdown.Send);
        await Eventually.BecomesTrue(() => _sink.Records.Count > 0);
        _sink.Records[0].ShouldEndWith($" Ignoring unknown command [{new string('x', 64)}…]; accepts start and stop");
    }

    [Fact]
    public async Task Lines_WhenThereAreTooMany_ThenTheRestIsIgnored()
    {
        Start();
        using Socket client = await ConnectAsync();
        await client.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("start\n", NotifierReader.MaxLines)) + "stop\n"));
        await Eventually.BecomesTrue(() => _sink.Records.Any(record => record.EndsWith("] Ignoring what comes after 16 lines", StringComparison.Ordinal)));
        await Eventually.BecomesTrue(() => Told.Length > 0);
        Told.ShouldBe(["Start"]);
    }

    [Fact]
    public async Task Sender_WhenItDoesNotReadOrResets_ThenTheNextOneIsHeard()
    {
        Start();
        for (int i = 0; i < 20; i++)
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(Endpoint);
            await client.SendAsync(Encoding.ASCII.GetBytes(i % 2 == 0 ? "nonsense\nnonsense\n" : "half"));
            client.Close(timeout: 0); // by a reset
        }

        (await SayAsync("start\n")).ShouldBe("");
        await Eventually.BecomesTrue(() => Told.Length == 1);
    }

    // As with one who sends a line, waits for a second, and closes.
    [Fact]
    public async Task Sender_WhenItClosesWithoutReading_ThenItIsHeard()
    {
        Start();
        using (Socket client = await ConnectAsync())
        {
            await client.SendAsync("start\n"u8.ToArray());
        }

        await Eventually.BecomesTrue(() => Told.Length == 1);
    }

    [Fact]
    public async Task Sender_WhenItSaysNothing_ThenItIsClosedAndWhatItHalfSaidCounts()
    {
        Start();
        using Socket silent = await ConnectAsync();
        using Socket half = await ConnectAsync();
        await half.SendAsync("start"u8.ToArray());
        var watch = Stopwatch.StartNew();
        (await ReadAsync(silent)).ShouldBe("");
        await Eventually.BecomesTrue(() => Told.Length == 1);
        watch.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public async Task Senders_WhenManyAreIdle_ThenOthersAreHeardAndTheOldestIsClosed()
    {
        Start();
        var idle = new List<Socket>();
        try
        {
            for (int i = 0; i < NotifierListener.MaxConnections; i++)
            {
                idle.Add(await ConnectAsync());
            }

            (await SayAsync("start\n")).ShouldBe("");
            await Eventually.BecomesTrue(() => Told.Length == 1);
            (await ReadAsync(idle[0])).ShouldBe("");
            _logger.Messages.Where(message => message.StartsWith("88 ", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldContain("64 are connected");

            // Those that are left are still heard.
            await idle[^1].SendAsync("stop\n"u8.ToArray());
            await Eventually.BecomesTrue(() => Told.Length == 2);
        }
        finally
        {
            idle.ForEach(client => client.Dispose());
        }
    }

    [Fact]
    public async Task Senders_WhenOneAddressHasTheMost_ThenItsOldestMakesRoom()
    {
        Start();
        var idle = new List<Socket>();
        try
        {
            idle.Add(await ConnectAsync("127.0.0.2"));
            for (int i = 1; i < NotifierListener.MaxConnections; i++)
            {
                idle.Add(await ConnectAsync());
            }

            idle.Add(await ConnectAsync("127.0.0.3"));
            (await ReadAsync(idle[1])).ShouldBe("");
            await idle[0].SendAsync("start\n"u8.ToArray());
            await Eventually.BecomesTrue(() => Told.Length == 1);
        }
        finally
        {
            idle.ForEach(client => client.Dispose());
        }
    }

    [Theory]
    [InlineData("POST / HTTP/1.1\r\nHost: localhost:47200\r\nContent-Type: text/plain\r\n\r\nstop\n")]
    [InlineData("GET /stop HTTP/1.0\n\nstop\n")]
    [InlineData("hOST:x\nstop\n")]
    [InlineData("start of something\nHost: x\nstop\n")]
    public async Task Line_WhenItIsOfAnHttpRequest_ThenWhatFollowsIsNotTold(string sent)
    {
        Start();
        for (int i = 0; i < 3; i++)
        {
            _ = await SayAsync(sent);
        }

        (await SayAsync("start\n")).ShouldBe("");
        await Eventually.BecomesTrue(() => Told.Length > 0);
        Told.ShouldBe(["Start"]);
        _sink.Records.Count(record => record.Contains("an HTTP request", StringComparison.Ordinal)).ShouldBe(1, "the next minute's are not logged");
    }

    [Fact]
    public async Task Sender_WhenItsAddressIsNotLetIn_ThenItIsTurnedAwayWithoutBeingRead()
    {
        Start(allowFrom: ["127.0.0.2", "10.0.0.0/8"]);
        for (int i = 0; i < 5; i++)
        {
            await ShouldBeTurnedAwayAsync();
        }

        _logger.Messages.Where(message => message.StartsWith("88 ", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldEndWith("its address is not let in (Lifecycle:AllowFrom)");
        _sink.Records.ShouldBeEmpty();
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await other.ConnectAsync(Endpoint);
        await other.SendAsync("start\n"u8.ToArray());
        await Eventually.BecomesTrue(() => Told.Length == 1);
    }

    [Fact]
    public async Task Nonsense_WhenThereIsMuchOfIt_ThenTheLogsHearOfSomeAMinute()
    {
        Start();
        string nonsense = string.Concat(Enumerable.Repeat("nonsense\n", NotifierReader.MaxLines));
        for (int i = 0; i < 10; i++)
        {
            await SayAsync(nonsense);
        }

        _sink.Records.Count.ShouldBe(NotifierReader.MaxIgnored + 1);
        _sink.Records[^1].ShouldEndWith("] Ignoring more than 60 lines in a minute, the rest of them without a word");
        (await SayAsync("nonsense\n")).ShouldBe("");
        _time.Pass(TimeSpan.FromMinutes(1));
        (await SayAsync("nonsense\n")).ShouldStartWith("Ignoring unknown command [nonsense]");
    }

    [Fact]
    public void Address_WhenAnotherHasIt_ThenItIsAnErrorAtTheStart()
    {
        Start();
        IPEndPoint taken = Endpoint;
        EndpointException error = Should.Throw<EndpointException>(() => Listen([ListenAddress.Parse("127.0.0.1", taken.Port)!]));
        error.Message.ShouldStartWith($"lifecycle cannot be served on {taken}: Address already in use; another Lifecycle:Port");
        error.Message.ShouldNotContain('\n');
    }

    [Fact]
    public async Task Address_WhenItIsNotThere_ThenTheOthersAreServedAndItIsSaidOnce()
    {
        Listen([ListenAddress.Parse("192.0.2.1", 0)!, ListenAddress.Parse("127.0.0.1", 0)!]);
        _listener!.Bound.ShouldHaveSingleItem();
        (await SayAsync("start\n")).ShouldBe("");
        await Never.Within(
            TimeSpan.FromSeconds(2.5), () => _logger.Messages.Count(message => message.StartsWith("86 ", StringComparison.Ordinal)) > 1, "It is tried twice in this time, and a try that fails as the one before says nothing.");
        _logger.Messages.Where(message => message.StartsWith("86 ", StringComparison.Ordinal)).ShouldHaveSingleItem()
            .ShouldBe("86 Warning: Lifecycle cannot be served on 192.0.2.1:0 yet, and is as soon as it can: Cannot assign requested address");
        _logger.Messages.ShouldContain($"85 Information: Serving lifecycle on {Endpoint}");
    }

    [Fact]
    public void Address_WhenItIsEveryOne_ThenTheOthersOfItsKindAreNotListenedOnBesideIt()
    {
        Listen([ListenAddress.Parse("127.0.0.1", 0)!, ListenAddress.Parse("bridge", 0)!, ListenAddress.Parse("0.0.0.0", 0)!]);
        _listener!.Bound.ShouldHaveSingleItem().Address.ShouldBe(IPAddress.Any);
        _logger.Messages.Count.ShouldBe(1);
    }

    private void Start(string[]? allowFrom = null) => Listen([ListenAddress.Parse("127.0.0.1", 0)!], allowFrom);

    private void Listen(ListenAddress[] addresses, string[]? allowFrom = null)
    {
        var log = TestLog.Of(_sink, _time);
        var lifecycle = new DaemonLifecycle(
            (change, _) =>
            {
                lock (_told)
                {
                    _told.Add(change.ToString());
                }

                return Task.CompletedTask;
            },
            log,
            _logger,
            _time);
        var listener = new NotifierListener(new AddressFilter(allowFrom ?? AddressFilter.Usual), new NotifierReader(lifecycle, log, _logger, _time), _logger, _time);
        listener.Start(addresses);
        _listener?.Dispose();
        _listener = listener;
    }

    private async Task<Socket> ConnectAsync(string from = "127.0.0.1")
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await client.ConnectAsync(Endpoint);
        return client;
    }

    // Sends it all, and answers what comes back until the server closes.
    private async Task<string> SayAsync(string text)
    {
        using Socket client = await ConnectAsync();
        await client.SendAsync(Encoding.UTF8.GetBytes(text));
        client.Shutdown(SocketShutdown.Send);
        return await ReadAsync(client);
    }

    private static async Task<string> ReadAsync(Socket client)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var all = new MemoryStream();
        byte[] buffer = new byte[4096];
        while (await client.ReceiveAsync(buffer, bound.Token) is var count and > 0)
        {
            all.Write(buffer, 0, count);
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    // As soon as it is connected, or a moment later.
    private async Task ShouldBeTurnedAwayAsync() =>
        (await Should.ThrowAsync<SocketException>(SayAsync(""))).SocketErrorCode.ShouldBeOneOf(SocketError.ConnectionReset, SocketError.NotConnected);
}
