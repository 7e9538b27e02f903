using System.Net.Sockets;
using System.Text;

namespace HostIpc.Fuzz.Tests.Attacks;

public sealed class ConnectionTests
{
    [Fact]
    public async Task Connections_WhenFarTooManyComeAndStay_ThenTheyAreToldAndThoseInsideAreServed()
    {
        await using FuzzServer server = await FuzzServer.StartAsync(options => options.Limits.MaxConnections = 50);
        using WellBehavedClient inside = await WellBehavedClient.ConnectAsync(server);
        RawClient[] held = [.. Enumerable.Range(0, 49).Select(_ => new RawClient(server))];
        await Eventually.BecomesTrue(() => inside.StatusAsync().GetAwaiter().GetResult().Connections == 50, found: () => "50 are open");
        int descriptors = ProcessState.Descriptors();
        int written = 0;
        for (int round = 0; round < 20; round++)
        {
            Socket[] flood = [.. Enumerable.Range(0, 100).Select(_ => server.Connect())];
            foreach (Socket socket in flood)
            {
                socket.ReceiveTimeout = 20_000;
                written += Encoding.ASCII.GetString(ReadToEnd(socket)).Contains("busy", StringComparison.Ordinal) ? 1 : 0;
                socket.Dispose();
            }

            (await inside.StatusAsync()).Version.ShouldNotBeEmpty();
        }

        written.ShouldBeGreaterThan(20 * 60);
        Array.ForEach(held, client => client.Dispose());
        await Eventually.BecomesTrue(() => inside.StatusAsync().GetAwaiter().GetResult().Connections == 1, found: () => "they are closed");
        ProcessState.Descriptors().ShouldBeLessThan(descriptors);
        using var next = new RawClient(server);
        next.Run("\"argv\":[\"echo\"]").ShouldBe("exit 0");
    }

    [Fact]
    public async Task Connection_WhenOneIsFreeAndOthersAreJustBeingRefused_ThenItIsServed()
    {
        await using FuzzServer server = await FuzzServer.StartAsync(options => options.Limits.MaxConnections = 2);
        using var inside = new RawClient(server);
        using (var leaves = new RawClient(server))
        {
            inside.Run("\"argv\":[\"echo\"]").ShouldBe("exit 0");
            leaves.Run("\"argv\":[\"echo\"]").ShouldBe("exit 0");
            Socket[] refused = [.. Enumerable.Range(0, 10).Select(_ => server.Connect())];

            // One that speaks is told at once, and those that came before it are about to be.
            using (Socket written = server.Connect())
            {
                written.ReceiveTimeout = 20_000;
                written.Send("x\n"u8);
                Encoding.ASCII.GetString(ReadToEnd(written)).ShouldBe("hostipc: busy\n");
            }

            leaves.Dispose();
            await Eventually.BecomesTrue(() => server.Connections == 1);

            // The refused ones have a second to say what they speak.
            using var next = new RawClient(server);
            next.Run("\"argv\":[\"echo\"]").ShouldBe("exit 0");
            Array.ForEach(refused, socket => socket.Dispose());
        }
    }

    private static byte[] ReadToEnd(Socket socket)
    {
        var all = new List<byte>();
        byte[] buffer = new byte[1024];
        try
        {
            for (int count; (count = socket.Receive(buffer)) > 0;)
            {
                all.AddRange(buffer.AsSpan(0, count));
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // An end like any other.
        }

        return [.. all];
    }
}
