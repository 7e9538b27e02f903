using System.Diagnostics;
using System.Net.Sockets;
using HostIpc.Hosting;
using HostIpc.Protocol.Framing;

namespace HostIpc.Fuzz.Tests.Attacks;

/// <summary>Clients that send more than there is to say.</summary>
public sealed class FloodTests
{
    // Sent or received by the clients.
    private int _blocks;

    [Fact]
    public async Task Others_WhenClientsSendWithoutAPauseAndThreadsAreFew_ThenTheyAreServed()
    {
        await using FuzzServer server = await FuzzServer.StartAsync();
        ThreadPool.GetMaxThreads(out int max, out int mostPorts);
        ThreadPool.SetMaxThreads(Environment.ProcessorCount, mostPorts).ShouldBeTrue();
        using var stop = new CancellationTokenSource();

        // Cheap to send, dear to read: signals that come too late for their command.
        byte[] block = [.. Enumerable.Repeat(Frames.Of(FrameType.Signal, [64]), 7000).SelectMany(frame => frame)];
        Thread[] floods = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() => Flood(server, block, stop.Token)))];
        Array.ForEach(floods, flood => flood.Start());
        try
        {
            await ShouldServeAsync(server);
        }
        finally
        {
            await stop.CancelAsync();
            ThreadPool.SetMaxThreads(max, mostPorts);
            Array.ForEach(floods, flood => flood.Join());
        }
    }

    [Fact]
    public async Task Others_WhenCommandsWriteWithoutAPauseAndThreadsAreFew_ThenTheyAreServed()
    {
        await using FuzzServer server = await FuzzServer.StartAsync(build: builder => builder.AddCommand("endless", "/usr/bin/head", "-c", "100G", "/dev/zero"));
        ThreadPool.GetMaxThreads(out int max, out int mostPorts);
        ThreadPool.SetMaxThreads(Environment.ProcessorCount, mostPorts).ShouldBeTrue();
        using var stop = new CancellationTokenSource();
        Thread[] readers = [.. Enumerable.Range(0, 2 * Environment.ProcessorCount).Select(_ => new Thread(() => Read(server, stop.Token)))];
        Array.ForEach(readers, reader => reader.Start());
        try
        {
            await ShouldServeAsync(server);
        }
        finally
        {
            await stop.CancelAsync();
            ThreadPool.SetMaxThreads(max, mostPorts);
            Array.ForEach(readers, reader => reader.Join());
        }
    }

    private async Task ShouldServeAsync(FuzzServer server)
    {
        await Eventually.BecomesTrue(() => Volatile.Read(ref _blocks) > 100);
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < 10; i++)
        {
            using WellBehavedClient client = await WellBehavedClient.ConnectAsync(server);
            (await client.StatusAsync()).Connections.ShouldBeGreaterThan(0);
        }

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(12));
    }

    private void Read(FuzzServer server, CancellationToken stop)
    {
        using Socket socket = server.Connect();
        socket.Send([.. Preface.Line, .. Frames.Of(FrameType.Request, """{"argv":["endless"]}""")]);
        byte[] buffer = new byte[256 * 1024];
        while (!stop.IsCancellationRequested && socket.Receive(buffer) > 0)
        {
            Interlocked.Increment(ref _blocks);
        }
    }

    private void Flood(FuzzServer server, byte[] block, CancellationToken stop)
    {
        using Socket socket = server.Connect();
        socket.Send([.. Preface.Line, .. Frames.Of(FrameType.Request, """{"argv":["error"]}"""), .. block]);
        while (!stop.IsCancellationRequested)
        {
            socket.Send(block);
            Interlocked.Increment(ref _blocks);
        }
    }
}
