using System.Diagnostics;
using System.Net.Sockets;
using HostIpc.Framing;

namespace HostIpc.Fuzz.Tests.Attacks;

/// <summary>Clients that send more than there is to say.</summary>
public sealed class FloodTests
{
    [Fact]
    public async Task Others_WhenClientsSendWithoutAPause_ThenTheyAreServed()
    {
        await using FuzzServer server = await FuzzServer.StartAsync();
        using var stop = new CancellationTokenSource();

        // Cheap to send, dear to read: signals that come too late for their command.
        byte[] block = [.. Enumerable.Repeat(Frames.Of(FrameType.Signal, [64]), 7000).SelectMany(frame => frame)];
        Thread[] floods = [.. Enumerable.Range(0, 8).Select(_ => new Thread(() => Flood(server, block, stop.Token)))];
        Array.ForEach(floods, flood => flood.Start());
        try
        {
            await Task.Delay(200);
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < 50; i++)
            {
                using WellBehavedClient client = await WellBehavedClient.ConnectAsync(server);
                (await client.StatusAsync()).Connections.ShouldBeGreaterThan(0);
            }

            // It took twenty seconds while each of them had a thread of the pool to itself.
            Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(8));
        }
        finally
        {
            await stop.CancelAsync();
            Array.ForEach(floods, flood => flood.Join());
        }
    }

    private static void Flood(FuzzServer server, byte[] block, CancellationToken stop)
    {
        using Socket socket = server.Connect();
        socket.Send([.. Preface.Line, .. Frames.Of(FrameType.Request, """{"argv":["error"]}"""), .. block]);
        while (!stop.IsCancellationRequested)
        {
            socket.Send(block);
        }
    }
}
