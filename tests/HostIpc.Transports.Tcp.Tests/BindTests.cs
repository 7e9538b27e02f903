using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Tcp;

public sealed class BindTests
{
    [Fact]
    public async Task Bind_ToAnyPort_TellsWhichItIs()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        server.Where.Port.ShouldBeGreaterThan(0);
        server.Listener.Endpoint.ShouldBe($"tcp:{server.Where}");
    }

    [Fact]
    public async Task Bind_ToAnAddressThatTheMachineDoesNotHaveYet_WaitsForIt()
    {
        await using TcpTestListener server = await TcpTestListener.Start("192.0.2.1:47201");
        server.Log.Messages.ShouldHaveSingleItem().ShouldBe("105 Warning: 192.0.2.1:47201 of Tcp:Listen is no address of this machine yet; it is listened on as soon as it is");
        Task<Connection?> waiting = server.Listener.AcceptAsync(CancellationToken.None).AsTask();
        await server.Listener.StopAcceptingAsync();
        (await waiting.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken)).ShouldBeNull();
    }

    [Fact]
    public async Task Bind_WhereSomebodyListens_SaysSo()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        await using TcpListener other = TcpTestListener.Make(server.Where.ToString());
        EndpointException exception = await Should.ThrowAsync<EndpointException>(async () => await other.BindAsync(CancellationToken.None));
        exception.Message.ShouldBe($"{server.Where} (Tcp:Listen) cannot be listened on: somebody listens there already; stop him, or choose another port");
    }

    [Fact]
    public async Task Bind_WhenItIsBoundAlready_ThenItIsRefused()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        await Should.ThrowAsync<InvalidOperationException>(async () => await server.Listener.BindAsync(CancellationToken.None));
    }

    [Fact]
    public async Task Bind_WhileConnectionsOfTheOneBeforeAreClosing_ThenItSucceeds()
    {
        TcpTestListener server = await TcpTestListener.Start();
        int port = server.Where.Port;
        (Socket client, Connection connection) = await server.ConnectAndAccept();

        // The server closes first, and so the port is the one that stays in TIME_WAIT.
        await connection.DisposeAsync();
        client.Receive(new byte[1]).ShouldBe(0);
        client.Dispose();
        await server.DisposeAsync();
        await using TcpTestListener next = await TcpTestListener.Start(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"));
    }

    [Fact]
    public async Task Bind_ToAllOfIPv6_LeavesIPv4ToAnother()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "no IPv6");
        await using TcpTestListener server = await TcpTestListener.Start("[::]:0");
        using Socket client = server.Connect(to: "::1");
        await using Connection connection = await server.Accept();
        connection.Peer.Address.ShouldStartWith("[::1]:");
        Should.Throw<SocketException>(() => server.Connect(to: "127.0.0.1")).SocketErrorCode.ShouldBe(SocketError.ConnectionRefused);
        await using TcpTestListener other = await TcpTestListener.Start(string.Create(CultureInfo.InvariantCulture, $"0.0.0.0:{server.Where.Port}"));
    }

    [Fact]
    public async Task Connection_WhereAllAddressesAreListenedOn_HasTheOneThatItCameTo()
    {
        await using TcpTestListener server = await TcpTestListener.Start("0.0.0.0:0");
        using Socket client = server.Connect(from: "127.0.0.9", to: "127.0.0.7");
        await using Connection connection = await server.Accept();
        connection.Addresses!.Own.Address.ShouldBe(IPAddress.Parse("127.0.0.7"));
        connection.Addresses.Peer.ShouldBe(client.LocalEndPoint);
        connection.Peer.ToString().ShouldBe($"tcp address={client.LocalEndPoint}");
    }

    [Fact]
    public async Task Connection_OfAnyListener_SendsAtOnceAndIsProbed()
    {
        await using TcpTestListener server = await TcpTestListener.Start();
        using Socket client = server.Connect();
        string[] before = Descriptors();
        await using Connection connection = await server.Accept();
        using Socket accepted = FindSocket(before);
        accepted.NoDelay.ShouldBeTrue();
        ((int)accepted.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!).ShouldBe(1);
        ((int)accepted.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!).ShouldBe(5);
        ((int)accepted.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval)!).ShouldBe(2);
        ((int)accepted.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount)!).ShouldBe(3);
    }

    // The one that was not there before, by its number.
    private static Socket FindSocket(string[] before)
    {
        int number = Descriptors().Except(before).Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))
            .First(number => new FileInfo($"/proc/self/fd/{number}").LinkTarget is { } target && target.StartsWith("socket:", StringComparison.Ordinal));
        return new Socket(new SafeSocketHandle(number, ownsHandle: false));
    }

    private static string[] Descriptors() => Directory.GetFiles("/proc/self/fd");
}
