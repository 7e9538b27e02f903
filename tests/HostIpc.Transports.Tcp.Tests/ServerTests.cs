using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HostIpc.Hosting;
using HostIpc.Identity;
using HostIpc.Policy;
using HostIpc.Protocol.Framing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.Tcp;

/// <summary>What becomes of commands when their clients over TCP end their output, or go.</summary>
public sealed class ServerTests : IAsyncLifetime
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _directory = TemporaryDirectories.Create("hostipc-tcp-");
    private readonly FakeDirectory _containers = new();
    private readonly int _port = TcpTestListener.FreePort();
    private IHost? _host;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _host!.StopAsync();
        _host.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Lines_WhenTheirClientEndsItsOutput_AreRunAndAnsweredAllTheSame()
    {
        using Socket client = Connect();
        (await SayAsync(client, "slow\nslow\n")).ShouldBe("done\ndone\n");
    }

    [Fact]
    public async Task Lines_WhenTheirClientCloses_EndWithTheNextOutput()
    {
        Socket client = Connect();
        client.Send("talk\n"u8);
        await Eventually.BecomesTrue(() => Has("began"));
        client.Dispose();
        await Eventually.BecomesTrue(() => Has("ended"));
    }

    [Fact]
    public async Task Frames_WhenTheirClientCloses_EndTheCommandAtOnceThoughItSaysNothing()
    {
        Socket client = Connect();
        await RequestAsync(client, """{"argv":["wait"]}""");
        await ReadToAcceptedAsync(client);
        await Eventually.BecomesTrue(() => Has("began"));
        client.Dispose();
        await Eventually.BecomesTrue(() => Has("ended"));
    }

    [Fact]
    public async Task Frames_WhenTheirClientClosesBehindInputThatNobodyReads_EndTheCommand()
    {
        Socket client = Connect();
        FrameWriter frames = await RequestAsync(client, """{"argv":["wait"],"stdin":true}""");
        await ReadToAcceptedAsync(client);
        await Eventually.BecomesTrue(() => Has("began"));
        for (int i = 0; i < 6; i++)
        {
            (await frames.WriteAsync(FrameType.Input, new byte[FrameLimits.Stream])).ShouldBeTrue();
        }

        client.Dispose();
        await Eventually.BecomesTrue(() => Has("ended"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("slow")]
    [InlineData("HOSTIPC/1\n")]
    public async Task Client_WhenItSendsOutOfBand_IsClosedAndOthersAreServed(string before)
    {
        using Socket attacker = Connect();
        attacker.ReceiveTimeout = 20_000;
        if (before.Length > 0)
        {
            attacker.Send(Encoding.UTF8.GetBytes(before));
        }

        attacker.Send("!"u8, SocketFlags.OutOfBand);
        using Socket client = Connect();
        (await SayAsync(client, "slow\n")).ShouldBe("done\n");
        byte[] buffer = new byte[64];
        try
        {
            while (attacker.Receive(buffer) > 0)
            {
            }
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // It was closed, which is what counts.
        }
    }

    [Fact]
    public async Task Lines_WhenTheyAreTheBodyOfAnHttpRequest_AreNotRun()
    {
        using Socket client = Connect();
        (await SayAsync(client, "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n\nwait\n")).ShouldBe("hostipc: malformed\n");
        Has("began").ShouldBeFalse();
    }

    [Fact]
    public async Task Frames_WhenTheServerStops_BringTheEndOfTheCommandThatRan()
    {
        using Socket client = Connect();
        await RequestAsync(client, """{"argv":["slow"]}""");
        FrameReader frames = await ReadToAcceptedAsync(client);
        Task stopping = _host!.StopAsync();
        (await ReadAsync(frames)).ShouldBe("Stdout done\n");
        (await ReadAsync(frames)).ShouldStartWith("Exit ");
        (await ReadAsync(frames)).ShouldBe("End");
        await stopping.WaitAsync(Bound);
    }

    [Fact]
    public async Task Peer_WhenADirectoryKnowsItsConnection_HasItsContainer()
    {
        _containers.Found = new PeerContainer(new string('a', 64)) { Name = "web" };
        using Socket client = Connect();
        (await SayAsync(client, "webs\n")).ShouldBe($"tcp container=web address={client.LocalEndPoint}\n");
        _containers.Asked!.Peer.ShouldBe(client.LocalEndPoint);
        _containers.Asked.Own.ShouldBe(new IPEndPoint(IPAddress.Loopback, _port));
    }

    [Fact]
    public async Task Peer_WhenContainersAreNotToBeIdentified_IsNotAskedFor()
    {
        await _host!.StopAsync();
        _host.Dispose();
        await StartAsync(identify: false);
        _containers.Found = new PeerContainer(new string('a', 64)) { Name = "web" };
        using Socket client = Connect();
        (await SayAsync(client, "webs\n")).ShouldStartWith("hostipc: denied");
        _containers.Asked.ShouldBeNull();
    }

    [Fact]
    public async Task Lines_WhenTheyAreNotTaken_AreDeniedAndFramesAreServed()
    {
        await _host!.StopAsync();
        _host.Dispose();
        await StartAsync(lines: false);
        using Socket client = Connect();
        (await SayAsync(client, "slow\n")).ShouldBe("hostipc: denied\n");
        using Socket other = Connect();
        await RequestAsync(other, """{"argv":["slow"]}""");
        FrameReader frames = await ReadToAcceptedAsync(other);
        (await ReadAsync(frames)).ShouldBe("Stdout done\n");
    }

    private async Task StartAsync(bool identify = true, bool lines = true)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IAddressDirectory>(_containers);
        builder.Services.AddHostIpc()
            .AddTcp(options =>
            {
                options.Listen = [$"127.0.0.1:{_port}"];
                options.IdentifyContainers = identify;
                options.Lines = lines;
            })
            .AddCommand("slow", options => Run(options, "sleep 0.3; echo done"))
            .AddCommand("talk", options => Run(options, "trap 'echo > ended; exit' TERM; echo > began; while :; do echo x; sleep 0.02; done"))
            .AddCommand("wait", options => Run(options, "trap 'echo > ended; exit' TERM; echo > began; while :; do sleep 0.02; done"))
            .AddCommand("webs", options =>
            {
                Run(options, "echo \"$HOSTIPC_PEER\"");
                options.Allow = [new AllowRuleOptions { Containers = ["web"] }];
            });
        _host = builder.Build();
        await _host.StartAsync();
    }

    private void Run(CommandOptions options, string script)
    {
        options.Run = ["/bin/sh", "-c", script];
        options.Directory = _directory.FullName;
        options.Allow = [new AllowRuleOptions { Addresses = ["127.0.0.1"] }];
    }

    private bool Has(string name) => File.Exists($"{_directory.FullName}/{name}");

    private Socket Connect()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(new IPEndPoint(IPAddress.Loopback, _port));
        return socket;
    }

    // As nc -N does: it ends its output, and reads on to the end.
    private static async Task<string> SayAsync(Socket client, string lines)
    {
        using var reader = new StreamReader(new NetworkStream(client));
        client.Send(Encoding.UTF8.GetBytes(lines));
        client.Shutdown(SocketShutdown.Send);
        return await reader.ReadToEndAsync().WaitAsync(Bound);
    }

    private static async Task<FrameWriter> RequestAsync(Socket client, string json)
    {
        client.Send(Preface.Line);
        var frames = new FrameWriter(PipeWriter.Create(new NetworkStream(client)));
        await frames.WriteAsync(FrameType.Request, Encoding.UTF8.GetBytes(json));
        return frames;
    }

    // With nothing left unread, for which the kernel would reset the connection of a client that closes.
    private static async Task<FrameReader> ReadToAcceptedAsync(Socket client)
    {
        byte[] preface = new byte[Preface.Line.Length];
        await new NetworkStream(client).ReadExactlyAsync(preface).AsTask().WaitAsync(Bound);
        preface.AsSpan().SequenceEqual(Preface.Line).ShouldBeTrue();
        var frames = new FrameReader(PipeReader.Create(new NetworkStream(client)), FrameSide.Server, maxRequestBytes: 0);
        (await ReadAsync(frames)).ShouldBe("Accepted");
        return frames;
    }

    private static async Task<string> ReadAsync(FrameReader frames)
    {
        Frame frame = await frames.ReadAsync().AsTask().WaitAsync(Bound);
        return frame.Status != FrameStatus.Frame ? frame.Status.ToString()
            : frame.Type is FrameType.Stdout or FrameType.Exit ? $"{frame.Type} {Encoding.UTF8.GetString(frame.Payload.ToArray())}"
            : frame.Type.ToString();
    }

    private sealed class FakeDirectory : IAddressDirectory
    {
        public PeerContainer? Found { get; set; }

        public ConnectionAddresses? Asked { get; private set; }

        public ValueTask<PeerContainer?> FindAsync(ConnectionAddresses connection, CancellationToken cancellationToken)
        {
            Asked = connection;
            return new ValueTask<PeerContainer?>(Found);
        }
    }
}
