using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Tcp;

public sealed class HangUpTests
{
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task HangUp_WhenThePeerThatSpeaksFramesHadGone_IsKnownAtOnce()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        for (int i = 0; i < 50; i++)
        {
            using (Socket client = server.Connect())
            {
                client.Send("a request"u8);
            }

            await using Connection connection = await server.Accept();
            (await connection.Input.ReadAsync()).Buffer.Length.ShouldBe(9);
            connection.HangUp.IsCancellationRequested.ShouldBeFalse("it may have ended its output only");
            connection.TakeEndForHangUp();
            connection.HangUp.IsCancellationRequested.ShouldBeTrue();
        }
    }

    [Fact]
    public async Task HangUp_WhenThePeerResets_IsCancelledAtOnceThoughNobodyReads()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        connection.HangUp.IsCancellationRequested.ShouldBeFalse();
        client.LingerState = new LingerOption(true, 0);
        client.Dispose();
        await ShouldHangUp(connection);
        (await connection.ReadToEndAsync()).ShouldBeEmpty();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task HangUp_WhenThePeerClosesWithSomethingUnread_IsCancelledAtOnce()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        await connection.Output!.WriteAsync("never read"u8.ToArray());
        client.Poll(TimeSpan.FromSeconds(20), SelectMode.SelectRead).ShouldBeTrue();
        client.Dispose();
        await ShouldHangUp(connection);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task HangUp_WhenThePeerEndsItsOutput_IsNotCancelledAndItIsAnswered()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        client.Send("last words"u8);
        client.Shutdown(SocketShutdown.Send);
        Encoding.UTF8.GetString(await connection.ReadToEndAsync()).ShouldBe("last words");
        await connection.Output!.WriteAsync("answer"u8.ToArray());
        client.Receive(new byte[6]).ShouldBe(6);
        await ShouldNotHangUp(connection);
        client.Dispose();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task HangUp_WhenThePeerHasClosed_IsCancelledByWhatIsWrittenToIt()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        client.Dispose();
        (await connection.ReadToEndAsync()).ShouldBeEmpty();
        connection.HangUp.IsCancellationRequested.ShouldBeFalse();
        await connection.Output!.WriteAsync("output"u8.ToArray());
        await ShouldHangUp(connection);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task HangUp_WhenThePeerSpeaksFramesAndCloses_IsCancelledAtOnceThoughNobodyReads()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        connection.TakeEndForHangUp();
        client.Send("not read"u8);
        await ShouldNotHangUp(connection);
        client.Dispose();
        await ShouldHangUp(connection);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task HangUp_WhenThePeerHadClosedBeforeItWasKnownToSpeakFrames_IsCancelled()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        client.Dispose();
        (await connection.ReadToEndAsync()).ShouldBeEmpty();
        connection.TakeEndForHangUp();
        await ShouldHangUp(connection);
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task HangUp_WhenTheServerEndsTheInput_IsNotCancelledByThat()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        connection.TakeEndForHangUp();
        connection.EndInput();
        (await connection.ReadToEndAsync()).ShouldBeEmpty();
        await connection.Output!.WriteAsync("answer"u8.ToArray());
        client.Receive(new byte[6]).ShouldBe(6);
        await ShouldNotHangUp(connection);
        client.Dispose();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task HangUp_WhenTheConnectionIsDisposed_IsNotCancelledByThat()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        connection.TakeEndForHangUp();
        await connection.DisposeAsync();
        client.Dispose();
        connection.TakeEndForHangUp();
        connection.EndInput();
        await ShouldNotHangUp(connection);
    }

    private static Task ShouldNotHangUp(Connection connection) =>
        Never.Within(TimeSpan.FromMilliseconds(100), () => connection.HangUp.IsCancellationRequested, "a hang-up that is not reported has no event");

    private static async Task ShouldHangUp(Connection connection)
    {
        var watch = Stopwatch.StartNew();
        await Eventually.BecomesTrue(() => connection.HangUp.IsCancellationRequested);
        watch.Elapsed.ShouldBeLessThan(AtOnce);
    }
}
