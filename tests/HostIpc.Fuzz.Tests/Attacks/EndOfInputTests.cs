using System.Net.Sockets;

namespace HostIpc.Fuzz.Tests.Attacks;

public sealed class EndOfInputTests
{
    [Fact]
    public async Task HalfClose_WhenTheConversationIsIdle_ThenTheServerCloses()
    {
        await using FuzzServer server = await FuzzServer.StartAsync();
        using Socket socket = server.Connect();
        socket.Send("HOSTIPC/1\n"u8);
        socket.ReceiveTimeout = 20_000;
        socket.Receive(new byte[100]).ShouldBe(10);
        socket.Shutdown(SocketShutdown.Send);
        socket.Receive(new byte[1]).ShouldBe(0);
    }
}
