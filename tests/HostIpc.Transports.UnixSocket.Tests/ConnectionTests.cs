using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using HostIpc.Protocol.Framing;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

public sealed class ConnectionTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task EndInput_WhileSomethingIsUnread_HandsItOutAndThenEnds()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        client.Send(new byte[100_000]);
        connection.EndInput();
        (await connection.ReadToEndAsync()).Length.ShouldBe(100_000);

        // The way back stays open; the peer is told that nobody reads it any more.
        await connection.Output!.WriteAsync("answer"u8.ToArray());
        client.Receive(new byte[10]).ShouldBe(6);
        Should.Throw<SocketException>(() => client.Send("more"u8)).SocketErrorCode.ShouldBe(SocketError.Shutdown);
        client.Dispose();
        await connection.DisposeAsync();
        connection.EndInput();
    }

    [Fact]
    public async Task EndInput_WhileAReadWaits_EndsIt()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        var reading = connection.ReadToEndAsync();
        connection.EndInput();
        (await reading.WaitAsync(Bound)).ShouldBeEmpty();
        client.Dispose();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Input_WhenThePeerResets_EndsAfterWhatItSent()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        await connection.Output!.WriteAsync("never read"u8.ToArray());
        client.Send("sent"u8);
        client.Dispose();
        Encoding.UTF8.GetString(await connection.ReadToEndAsync()).ShouldBe("sent");
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Input_WhenThePeerResetsWhileAReadWaits_ThenItEnds()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        await connection.Output!.WriteAsync("never read"u8.ToArray());
        var reading = connection.ReadToEndAsync();
        client.Dispose();
        (await reading.WaitAsync(Bound)).ShouldBeEmpty();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Output_WhenThePeerHasGone_IsAnIOExceptionAndAFrameWriterSaysSo()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        client.Dispose();
        using var frames = new FrameWriter(connection.Output!);
        (await frames.WriteAsync(FrameType.Stdout, new byte[10])).ShouldBeFalse();
        frames.IsBroken.ShouldBeTrue();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Output_WhenThePeerDoesNotRead_WaitsAndCanBeGivenUp()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        using var giveUp = new CancellationTokenSource();
        var writing = connection.Output!.WriteAsync(new byte[4 << 20], giveUp.Token).AsTask();
        await Never.Within(TimeSpan.FromMilliseconds(100), () => writing.IsCompleted, "a write that waits has no event");
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(writing.WaitAsync(Bound));
        await connection.DisposeAsync().AsTask().WaitAsync(Bound);
        client.Dispose();
    }

    [Fact]
    public async Task Dispose_WithSomethingUnsentToAPeerThatDoesNotRead_DoesNotWaitForIt()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        connection.Output!.GetMemory(4 << 20);
        connection.Output.Advance(4 << 20);
        await connection.DisposeAsync().AsTask().WaitAsync(Bound);
        client.Dispose();
    }

    [Fact]
    public async Task Dispose_WithSomethingUnread_LetsThePeerReadItsAnswerAndThenTheEnd()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        client.Send(new byte[150_000]);
        await connection.Output!.WriteAsync("busy"u8.ToArray());
        await connection.DisposeAsync();
        var buffer = new byte[10];
        client.ReceiveTimeout = 20_000;
        client.Receive(buffer).ShouldBe(4);
        client.Receive(buffer).ShouldBe(0);
        client.Dispose();
    }

    [Fact]
    public async Task Frames_OfTheLongestKind_GoOutInOneSend()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var (client, connection) = await server.ConnectAndAccept();
        using var frames = new FrameWriter(connection.Output!);
        (await frames.WriteAsync(FrameType.Stdout, new byte[FrameLimits.Stream])).ShouldBeTrue();
        client.Receive(new byte[FrameHeader.Size + FrameLimits.Stream]).ShouldBe(FrameHeader.Size + FrameLimits.Stream);
        client.Dispose();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Input_OfConnectionsThatAreIdle_HoldsNoBuffer()
    {
        const int count = 500;
        await using var server = await UnixTestListener.Start(_directory.Socket);
        var open = new List<(Socket Client, Connection Connection, Task<ReadResult> Reading)>();

        // Each has said something, which was taken, and waits for more.
        async Task Open()
        {
            var (client, connection) = await server.ConnectAndAccept();
            client.Send("hello\n"u8);
            (await connection.ReadAsync(6)).Length.ShouldBe(6);
            await connection.Output!.WriteAsync("hello\n"u8.ToArray());
            open.Add((client, connection, connection.Input.ReadAsync().AsTask()));
        }

        await Open();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var number = 0; number < count; number++)
        {
            await Open();
        }

        var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / count;
        TestContext.Current.SendDiagnosticMessage("an idle connection holds {0} bytes", each);
        each.ShouldBeLessThan(8192);
        foreach (var (client, connection, reading) in open)
        {
            reading.IsCompleted.ShouldBeFalse();
            client.Dispose();
            (await reading.WaitAsync(Bound)).IsCompleted.ShouldBeTrue();
            await connection.DisposeAsync();
        }
    }
}
