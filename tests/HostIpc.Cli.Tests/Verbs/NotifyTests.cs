using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HostIpc.Interop;

namespace HostIpc.Cli.Verbs;

public sealed class NotifyTests : IDisposable
{
    private readonly Socket _host = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    public void Dispose() => _host.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    public async Task Notify_WhenItIsTold_ThenItTellsStartAndStopAndExitsWithZero(int signal)
    {
        int port = Listen();
        using Process process = Start(port);
        (await HearAsync()).ShouldBe("start\n");
        (await process.StandardError.ReadLineAsync()).ShouldBe($"hostipc: the start is told to 127.0.0.1:{port}");
        Libc.Kill(process.Id, signal).ShouldBe(0);
        (await HearAsync()).ShouldBe("stop\n");
        CliResult result = await CliProcess.FinishAsync(process, []);
        result.ExitCode.ShouldBe(0);
        result.Error.ShouldBe($"hostipc: the stop is told to 127.0.0.1:{port}\n");
        result.OutputText.ShouldBeEmpty();
    }

    [Fact]
    public async Task Notify_WhenNobodyListensYet_ThenItSaysSoOnceAndTriesUntilItIsHeard()
    {
        int port = Listen(listens: false);
        using Process process = Start(port);
        (await process.StandardError.ReadLineAsync()).ShouldBe(
            $"hostipc: the start cannot be told yet, and is tried every second: nobody listens on 127.0.0.1:{port} (Lifecycle:ScriptDirectory and Lifecycle:Listen of the server)");
        Task<string?> next = process.StandardError.ReadLineAsync();
        await Never.Within(TimeSpan.FromSeconds(2.5), () => next.IsCompleted, "what is tried in vain, twice in this time, has no event");
        _host.Listen();
        (await HearAsync()).ShouldBe("start\n");
        (await next).ShouldBe($"hostipc: the start is told to 127.0.0.1:{port}");
        Libc.Kill(process.Id, Signals.Terminate).ShouldBe(0);
        (await HearAsync()).ShouldBe("stop\n");
        (await CliProcess.FinishAsync(process, [])).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Notify_WhenTheHostDoesNotLetItIn_ThenItSaysSoAndTriesAgain()
    {
        int port = Listen();
        using Process process = Start(port);
        (await _host.AcceptAsync().WaitAsync(Bound.Time)).Close(timeout: 0);
        (await process.StandardError.ReadLineAsync())!.ShouldEndWith($"127.0.0.1:{port} does not let this address in (Lifecycle:AllowFrom of the server)");
        (await HearAsync()).ShouldBe("start\n");
        process.Kill();
    }

    [Fact]
    public async Task Notify_WhenTheHostHasGone_ThenItSaysSoAndExitsWithZeroAllTheSame()
    {
        using Process process = Start(Listen());
        (await HearAsync()).ShouldBe("start\n");
        (await process.StandardError.ReadLineAsync())!.ShouldStartWith("hostipc: the start is told to 127.0.0.1:");
        _host.Dispose();
        Libc.Kill(process.Id, Signals.Terminate).ShouldBe(0);
        var watch = Stopwatch.StartNew();
        CliResult result = await CliProcess.FinishAsync(process, []);
        result.ExitCode.ShouldBe(0);
        result.Error.ShouldStartWith("hostipc: the stop could not be told: ");
        result.Error.Trim().ShouldNotContain('\n');
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Notify_WhenItIsToldToEndBeforeItWasHeard_ThenItEnds()
    {
        int port = Listen(listens: false);
        using Process process = Start(port);
        await process.StandardError.ReadLineAsync();
        Libc.Kill(process.Id, Signals.Terminate).ShouldBe(0);
        (await CliProcess.FinishAsync(process, [])).ExitCode.ShouldBe(0);
    }

    // As one does that reads nothing and closes nothing.
    [Fact]
    public async Task Notify_WhenTheHostKeepsItsConnection_ThenItCountsAsHeard()
    {
        using Process process = Start(Listen());
        using Socket kept = await _host.AcceptAsync().WaitAsync(Bound.Time);
        await Never.Within(TimeSpan.FromSeconds(2.5), () => _host.Poll(0, SelectMode.SelectRead), "a notifier that does not come again has no event");
        Libc.Kill(process.Id, Signals.Terminate).ShouldBe(0);
        (await HearAsync()).ShouldBe("stop\n");
        (await CliProcess.FinishAsync(process, [])).ExitCode.ShouldBe(0);
    }

    private int Listen(bool listens = true)
    {
        _host.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (listens)
        {
            _host.Listen();
        }

        return ((IPEndPoint)_host.LocalEndPoint!).Port;
    }

    private static Process Start(int port) => CliProcess.Start(CliProcess.Nowhere, "notify", "127.0.0.1", port.ToString(CultureInfo.InvariantCulture));

    private async Task<string> HearAsync()
    {
        using Socket socket = await _host.AcceptAsync().WaitAsync(Bound.Time);
        using var bound = new CancellationTokenSource(Bound.Time);
        byte[] buffer = new byte[256];
        int count = 0;
        while (await socket.ReceiveAsync(buffer.AsMemory(count), bound.Token) is var read and > 0)
        {
            count += read;
        }

        return Encoding.ASCII.GetString(buffer, 0, count);
    }
}
