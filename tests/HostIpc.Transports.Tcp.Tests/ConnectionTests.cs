using System.Net.Sockets;
using System.Text;
using HostIpc.Protocol.Framing;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Tcp;

public sealed class ConnectionTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task EndInput_WhileSomethingIsUnread_HandsItOutAndThenEnds()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        client.Send("first and rest"u8);
        Encoding.UTF8.GetString(await connection.ReadAsync(6)).ShouldBe("first ");
        connection.EndInput();
        Encoding.UTF8.GetString(await connection.ReadToEndAsync()).ShouldBe("and rest");

        // The way back stays open.
        await connection.Output!.WriteAsync("answer"u8.ToArray());
        client.Receive(new byte[10]).ShouldBe(6);
        client.Dispose();
        await connection.DisposeAsync();
        connection.EndInput();
    }

    [Fact]
    public async Task Input_WhenThePeerResetsWhileAReadWaits_ThenItEnds()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        Task<byte[]> reading = connection.ReadToEndAsync();
        client.LingerState = new LingerOption(true, 0);
        client.Dispose();
        (await reading.WaitAsync(Bound)).ShouldBeEmpty();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Output_WhenThePeerHasGone_IsBrokenAndAFrameWriterSaysSo()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        client.Dispose();
        using var frames = new FrameWriter(connection.Output!);

        // The first is taken by the kernel, and answered by a reset.
        await frames.WriteAsync(FrameType.Stdout, new byte[10]);
        await Eventually.BecomesTrue(() => connection.HangUp.IsCancellationRequested);
        (await frames.WriteAsync(FrameType.Stdout, new byte[10])).ShouldBeFalse();
        frames.IsBroken.ShouldBeTrue();
        await connection.DisposeAsync();
    }

    [Fact]
    public async Task Output_WhenThePeerDoesNotRead_WaitsAndCanBeGivenUp()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        using var giveUp = new CancellationTokenSource();
        Task writing = connection.Output!.WriteAsync(new byte[64 << 20], giveUp.Token).AsTask();
        await Never.Within(TimeSpan.FromMilliseconds(200), () => writing.IsCompleted, "a write that waits has no event");
        await giveUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(writing.WaitAsync(Bound));
        await connection.DisposeAsync().AsTask().WaitAsync(Bound);
        client.Dispose();
    }

    [Fact]
    public async Task Dispose_WithSomethingUnread_LetsThePeerReadItsAnswerAndThenTheEnd()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        client.Send(new byte[60_000]);
        await connection.ReadAsync(1);
        await connection.Output!.WriteAsync("busy"u8.ToArray());
        await connection.DisposeAsync();
        client.Receive(new byte[10]).ShouldBe(4);
        client.Receive(new byte[10]).ShouldBe(0);
        client.Dispose();
    }

    [Fact]
    public async Task Dispose_WithAnAnswerOnItsWay_LetsThePeerReadAllOfIt()
    {
        const int length = 1_000_000;
        await using TcpTestListener server = await TcpTestListener.Start();
        (Socket client, Connection connection) = await server.ConnectAndAccept();
        Task writing = Task.Run(async () =>
        {
            await connection.Output!.WriteAsync(new byte[length]);
            await connection.DisposeAsync();
        });
        byte[] buffer = new byte[100_000];
        int received = 0;
        for (int count; (count = client.Receive(buffer)) > 0;)
        {
            received += count;
        }

        received.ShouldBe(length);
        await writing.WaitAsync(Bound);
        client.Dispose();
    }
}
