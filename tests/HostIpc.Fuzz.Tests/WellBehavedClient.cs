using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Fuzz.Tests;

/// <summary>A client on one connection that does nothing wrong, all along, and is told nothing wrong, in time.</summary>
internal sealed class WellBehavedClient : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private readonly NetworkStream _stream;
    private readonly PipeReader _pipe;
    private readonly FrameReader _frames;

    private WellBehavedClient(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _pipe = PipeReader.Create(_stream);
        _frames = new FrameReader(_pipe, FrameSide.Server, 1024);
    }

    /// <summary>The longest that it waited for an answer.</summary>
    public TimeSpan Longest { get; private set; }

    public int Rounds { get; private set; }

    /// <summary>The most memory that was seen to be in use, in bytes.</summary>
    public long MaxMemory { get; private set; }

    public static async Task<WellBehavedClient> ConnectAsync(FuzzServer server)
    {
        var client = new WellBehavedClient(server.Connect());
        await client._stream.WriteAsync(Preface.Bytes);
        ReadResult preface = await client._pipe.ReadAtLeastAsync(Preface.Line.Length).AsTask().WaitAsync(Bound);
        client._pipe.AdvanceTo(preface.Buffer.GetPosition(Preface.Line.Length));
        return client;
    }

    /// <summary>Asks until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var random = new Random(1);
        while (!stop.IsCancellationRequested)
        {
            await RunOnceAsync(random);
            MaxMemory = Math.Max(MaxMemory, GC.GetTotalMemory(forceFullCollection: false));
            await SimulatedWork.Takes(1, CancellationToken.None);
        }
    }

    public async Task<ServerStatus> StatusAsync()
    {
        await SendAsync(FrameType.Query, "{\"what\":\"status\"}"u8.ToArray());
        return ServerStatus.Read(await NextAsync(FrameType.Answer));
    }

    public void Dispose() => _stream.Dispose();

    private async Task RunOnceAsync(Random random)
    {
        byte[] ping = new byte[random.Next(65)];
        random.NextBytes(ping);
        await SendAsync(FrameType.Ping, ping);
        (await NextAsync(FrameType.Pong)).ToArray().ShouldBe(ping);

        string word = random.Next().ToString("x", CultureInfo.InvariantCulture);
        await SendAsync(FrameType.Request, Encoding.UTF8.GetBytes($"{{\"argv\":[\"echo\",\"{word}\"]}}"));
        (await EndAsync()).ShouldBe($"{word}\n exit 0");

        await SendAsync(FrameType.Request, "{\"shell\":\"cat\",\"stdin\":true}"u8.ToArray());
        await SendAsync(FrameType.Input, Encoding.UTF8.GetBytes(word));
        await SendAsync(FrameType.Input, []);
        (await EndAsync()).ShouldBe($"{word} exit 0");

        if (Rounds % 20 == 0)
        {
            await SendAsync(FrameType.Request, "{\"shell\":\"program\"}"u8.ToArray());
            (await EndAsync()).ShouldBe("real\n exit 0");
        }

        (await StatusAsync()).Connections.ShouldBeGreaterThan(0);
        Rounds++;
    }

    private async Task<string> EndAsync()
    {
        _ = await NextAsync(FrameType.Accepted);
        string output = "";
        while (true)
        {
            Frame frame = await NextAsync();
            if (frame.Type != FrameType.Stdout)
            {
                frame.Type.ShouldBe(FrameType.Exit);
                return $"{output} exit {ExitPayload.Read(frame.Payload).ExitCode}";
            }

            output += Encoding.UTF8.GetString(frame.Payload);
        }
    }

    private async Task<ReadOnlySequence<byte>> NextAsync(FrameType type)
    {
        Frame frame = await NextAsync();
        frame.Type.ShouldBe(type);
        return frame.Payload;
    }

    private async Task<Frame> NextAsync()
    {
        long began = Stopwatch.GetTimestamp();
        Frame frame = await _frames.ReadAsync().AsTask().WaitAsync(Bound);
        frame.Status.ShouldBe(FrameStatus.Frame, frame.Fault);
        TimeSpan took = Stopwatch.GetElapsedTime(began);
        Longest = took > Longest ? took : Longest;
        return frame;
    }

    private ValueTask SendAsync(FrameType type, byte[] payload) => _stream.WriteAsync(Frames.Of(type, payload));
}
