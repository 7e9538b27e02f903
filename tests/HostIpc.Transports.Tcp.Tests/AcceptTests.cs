using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Tcp;

public sealed class AcceptTests
{
    [Fact]
    public async Task Accept_BeforeBind_SaysSo()
    {
        await using TcpListener listener = TcpTestListener.Make("127.0.0.1:0");
        await Should.ThrowAsync<InvalidOperationException>(async () => await listener.AcceptAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Accept_OfAPeerThatHasResetAlready_IsFollowedByTheNext()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        using (Socket gone = server.Connect())
        {
            gone.LingerState = new LingerOption(true, 0);
        }

        using Socket client = server.Connect();
        Connection? connection = await server.Accept();
        while (connection.Peer.Address != client.LocalEndPoint!.ToString())
        {
            await connection.DisposeAsync();
            connection = await server.Accept();
        }

        await connection.DisposeAsync();
        server.Log.Messages.ShouldBeEmpty();
    }

    [Fact]
    public async Task Accept_WhenTheListenerIsToldToStop_ThenItEndsWithoutAWarning()
    {
        for (int i = 0; i < 200; i++)
        {
            await using TcpTestListener server = await TcpTestListener.Start();
            Task<Connection?> accepting = server.Listener.AcceptAsync(CancellationToken.None).AsTask();
            await server.Listener.StopAcceptingAsync();
            (await accepting).ShouldBeNull();
            server.Log.Messages.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Connections_AThousandOpenedAndClosed_LeakNoDescriptor()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        await OpenAndClose(server, 10);
        int before = Directory.GetFiles("/proc/self/fd").Length;
        await OpenAndClose(server, 1000);
        Directory.GetFiles("/proc/self/fd").Length.ShouldBeLessThanOrEqualTo(before + 2);
    }

    [Fact]
    public async Task Listeners_AHundredBoundAndDisposed_LeakNoDescriptorAndNoThread()
    {
        async Task Round()
        {
            await using TcpTestListener server = await TcpTestListener.Start();
            await OpenAndClose(server, 2);
        }

        await Round();
        int before = Directory.GetFiles("/proc/self/fd").Length;
        for (int round = 0; round < 100; round++)
        {
            await Round();
        }

        await Eventually.BecomesTrue(() => Directory.GetFiles("/proc/self/fd").Length <= before + 3);
    }

    // All are open at the same time; half are closed by the client first, half by the server.
    private static async Task OpenAndClose(TcpTestListener server, int count)
    {
        var open = new List<(Socket Client, Connection Connection)>();
        for (int number = 0; number < count; number++)
        {
            open.Add(await server.ConnectAndAccept());
        }

        for (int number = 0; number < count; number++)
        {
            (Socket client, Connection connection) = open[number];
            if (number % 2 == 0)
            {
                client.Dispose();
                (await connection.ReadToEndAsync()).ShouldBeEmpty();
            }

            await connection.DisposeAsync();
            client.Dispose();
        }
    }
}
