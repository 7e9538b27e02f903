using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

public sealed class HangUpTests : IDisposable
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task HangUp_WhenThePeerCloses_IsCancelledAtOnceThoughNobodyReads()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        connection.HangUp.IsCancellationRequested.ShouldBeFalse();
        client.Dispose();
        await ShouldHangUp(connection);
        (await connection.ReadToEndAsync()).ShouldBeEmpty();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task HangUp_WhenThePeerClosesWithTheServersBufferFull_IsCancelledAtOnceAndAllIsReadable()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        client.Blocking = false;
        var sent = 0;
        var block = new byte[4096];
        while (client.Poll(0, SelectMode.SelectWrite))
        {
            sent += client.Send(block);
        }

        client.Dispose();
        await ShouldHangUp(connection);
        (await connection.ReadToEndAsync()).Length.ShouldBe(sent);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Input_WhenThePeerHadGoneWithSomethingUnread_HandsItOutWithTheHangUpKnown()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        for (var i = 0; i < 100; i++)
        {
            using (var client = server.Connect())
            {
                client.Send("a request"u8);
            }

            await using var connection = await server.Accept();
            var read = await connection.Input.ReadAsync();
            read.Buffer.Length.ShouldBe(9);
            connection.HangUp.IsCancellationRequested.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task HangUp_WhenThePeerIsKilled_IsCancelledAtOnce()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        using var process = Shell.Start(
            "exec python3 -c 'import socket,sys,time;s=socket.socket(socket.AF_UNIX);s.connect(sys.argv[1]);time.sleep(60)' \"$1\"", _directory.Socket);
        await using var connection = await server.Accept();
        process.Kill();
        await ShouldHangUp(connection);
    }

    [Fact]
    public async Task HangUp_WhenThePeerOnlyEndsItsOutput_IsNotCancelledUntilItCloses()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        client.Send("last words"u8);
        client.Shutdown(SocketShutdown.Send);
        Encoding.UTF8.GetString(await connection.ReadToEndAsync()).ShouldBe("last words");

        // The answer still arrives, long after the end of the input was known.
        await connection.Output!.WriteAsync("answer"u8.ToArray());
        var buffer = new byte[6];
        client.Receive(buffer).ShouldBe(6);
        await ShouldNotHangUp(connection);

        client.Dispose();
        await ShouldHangUp(connection);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task HangUp_AfterTheInputWasEndedByTheServer_StillTellsTheTwoApart()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        connection.EndInput();
        (await connection.ReadToEndAsync()).ShouldBeEmpty();
        client.Shutdown(SocketShutdown.Send);
        await ShouldNotHangUp(connection);
        client.Dispose();
        await ShouldHangUp(connection);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task HangUp_WhenItsHandlerBlocks_IsStillToldToOthers()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (first, blocked) = await server.ConnectAndAccept();
        var (second, other) = await server.ConnectAndAccept();
        using var release = new ManualResetEventSlim();
        using var entered = new ManualResetEventSlim();
        blocked.HangUp.Register(() =>
        {
            entered.Set();
            release.Wait(TimeSpan.FromSeconds(20));
        });
        first.Dispose();
        await Eventually.BecomesTrue(() => entered.IsSet);
        second.Dispose();
        await ShouldHangUp(other);
        release.Set();
        await blocked.DisposeAsync();
        await other.DisposeAsync();
    }

    [Fact]
    public async Task HangUp_WhenThePeerHadGoneBeforeItWasAccepted_IsCancelledAndWhatItSentIsThere()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        using (var client = server.Connect())
        {
            client.Send("gone"u8);
        }

        await using var connection = await server.Accept();
        await ShouldHangUp(connection);
        Encoding.UTF8.GetString(await connection.ReadToEndAsync()).ShouldBe("gone");
    }

    [Fact]
    public async Task HangUp_WhenTheConnectionIsDisposed_IsNotCancelledByThat()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        await connection.DisposeAsync();
        client.Dispose();
        await ShouldNotHangUp(connection);
    }

    [Fact]
    public async Task Dispose_OfTheListener_CutsConnectionsAndEndsItsThread()
    {
        // Those of the tests before end a moment after their listeners.
        await Eventually.BecomesTrue(() => Threads() == 0);
        var server = await UnixTestListener.Start(_directory.Socket);
        Threads().ShouldBe(1);
        var (client, connection) = await server.ConnectAndAccept();
        await server.DisposeAsync();
        await ShouldHangUp(connection);
        (await connection.ReadToEndAsync()).ShouldBeEmpty();
        client.Receive(new byte[1]).ShouldBe(0);
        await Eventually.BecomesTrue(() => Threads() == 0);
        client.Dispose();
        await connection.DisposeAsync();
    }

    private static int Threads() => Directory.GetDirectories("/proc/self/task").Count(task =>
    {
        try
        {
            return File.ReadAllText($"{task}/comm").StartsWith("HostIpc hang-up", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    });

    private static Task ShouldNotHangUp(Connection connection) =>
        Never.Within(TimeSpan.FromMilliseconds(100), () => connection.HangUp.IsCancellationRequested, "a hang-up that is not reported has no event");

    private static async Task ShouldHangUp(Connection connection)
    {
        var watch = Stopwatch.StartNew();
        await Eventually.BecomesTrue(() => connection.HangUp.IsCancellationRequested);
        watch.Elapsed.ShouldBeLessThan(AtOnce);
    }
}
