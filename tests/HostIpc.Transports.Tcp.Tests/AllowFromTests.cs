using System.Net;
using System.Net.Sockets;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Tcp;

public sealed class AllowFromTests
{
    [Fact]
    public async Task Connection_FromElsewhere_IsClosedBeforeAnythingIsReadAndTheOperatorIsTold()
    {
        await using TcpTestListener server = await TcpTestListener.Start(allowFrom: "127.0.0.2");
        Task<Connection> accepting = server.Accept();
        using Socket stranger = server.Connect(from: "127.0.0.3");
        ShouldBeClosed(stranger);
        using Socket friend = server.Connect(from: "127.0.0.2");
        await using Connection connection = await accepting;
        connection.Peer.Address.ShouldBe(friend.LocalEndPoint!.ToString());
        server.Log.Messages.ShouldHaveSingleItem().ShouldBe(
            $"101 Warning: A connection from 127.0.0.3 to {server.Listener.Endpoint} was closed, and the next minute's from there are: Tcp:AllowFrom does not include it; add 127.0.0.3, or its network, to let it in");
    }

    [Fact]
    public async Task Connections_FromElsewhereInAFlood_TakeNothingFromThoseWhoMay()
    {
        await using TcpTestListener server = await TcpTestListener.Start(allowFrom: "127.0.0.2");
        Task<Connection> accepting = server.Accept();
        for (int number = 0; number < 300; number++)
        {
            using Socket stranger = server.Connect(from: "127.0.0.3");
            ShouldBeClosed(stranger);
        }

        using Socket friend = server.Connect(from: "127.0.0.2");
        await using Connection connection = await accepting;
        server.Log.Messages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Connection_WithoutSettings_IsLetInFromLoopbackAlone()
    {
        await using TcpTestListener server = await TcpTestListener.Start("[::1]:0");
        using Socket client = server.Connect();
        await using Connection connection = await server.Accept();
        connection.Peer.Address.ShouldStartWith("[::1]:");
    }

    [Fact]
    public void Report_OfManyAddresses_NamesEachOnceAMinuteAndNotTooMany()
    {
        var time = new Minutes();
        var log = new ListLogger();
        var report = new TcpListener.RejectionLogger(log, time);
        for (byte round = 0; round < 3; round++)
        {
            for (byte last = 0; last < 100; last++)
            {
                report.Add(new IPAddress([10, 0, 0, last]), "tcp:x");
            }
        }

        log.Messages.Count.ShouldBe(20);
        log.Messages.Distinct().Count().ShouldBe(20);
        time.Now = 0.9;
        report.Add(IPAddress.Parse("10.0.0.1"), "tcp:x");
        log.Messages.Count.ShouldBe(20);
        time.Now = 1;
        report.Add(IPAddress.Parse("10.0.0.1"), "tcp:x");
        log.Messages.Count.ShouldBe(21);
    }

    // The end, or a reset, whichever is first.
    private static void ShouldBeClosed(Socket client)
    {
        try
        {
            client.Receive(new byte[1]).ShouldBe(0);
        }
        catch (SocketException e)
        {
            e.SocketErrorCode.ShouldBe(SocketError.ConnectionReset);
        }
    }

    private sealed class Minutes : TimeProvider
    {
        public double Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => TimeSpan.FromMinutes(Now).Ticks;
    }
}
