using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

public sealed class AcceptTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Accept_BeforeBind_SaysSo()
    {
        await using var listener = UnixTestListener.Make(_directory.Socket);
        await Should.ThrowAsync<InvalidOperationException>(async () => await listener.AcceptAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Backlog_WhenItIsFull_TellsANonBlockingClientToTryAgain()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket, backlog: 1);
        using var first = server.Connect();
        using var second = server.Connect();
        using var third = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { Blocking = false };
        Should.Throw<SocketException>(() => third.Connect(new UnixDomainSocketEndPoint(_directory.Socket)))
            .SocketErrorCode.ShouldBe(SocketError.WouldBlock);
        await (await server.Accept()).DisposeAsync();
        third.Connect(new UnixDomainSocketEndPoint(_directory.Socket));
    }

    [Fact]
    public async Task Connections_AThousandOpenedAndClosed_LeakNoDescriptor()
    {
        await using var server = await UnixTestListener.Start(_directory.Socket);
        await OpenAndClose(server, 10);
        var before = Directory.GetFiles("/proc/self/fd").Length;
        await OpenAndClose(server, 1000);
        Directory.GetFiles("/proc/self/fd").Length.ShouldBeLessThanOrEqualTo(before + 2);
    }

    [Fact]
    public async Task Listeners_AHundredBoundAndDisposed_LeakNoDescriptorAndNoThread()
    {
        async Task Round()
        {
            await using var server = await UnixTestListener.Start(_directory.Socket);
            await OpenAndClose(server, 2);
        }

        await Round();
        var before = Directory.GetFiles("/proc/self/fd").Length;
        for (var round = 0; round < 100; round++)
        {
            await Round();
        }

        await Eventually.BecomesTrue(() => Directory.GetFiles("/proc/self/fd").Length <= before + 3);
    }

    // All are open at the same time; half are closed by the client first, half by the server.
    private static async Task OpenAndClose(UnixTestListener server, int count)
    {
        var open = new List<(Socket Client, Connection Connection)>();
        for (var number = 0; number < count; number++)
        {
            open.Add(await server.ConnectAndAccept());
        }

        for (var number = 0; number < count; number++)
        {
            var (client, connection) = open[number];
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
