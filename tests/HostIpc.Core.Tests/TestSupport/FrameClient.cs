using System.Buffers;
using System.Text;
using System.Text.Json;
using HostIpc.Framing;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>Speaks frames over a connection in memory. What comes back is kept as short texts: <c>stdout ab</c>, <c>exit 0</c>, <c>rejected busy</c>.</summary>
internal sealed class FrameClient
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly MemoryClient _client;
    private readonly FrameReader _frames;

    private FrameClient(MemoryClient client)
    {
        _client = client;
        _frames = new FrameReader(client.Output!, FrameSide.Server, 1024);
    }

    public static async Task<FrameClient> ConnectAsync(TestServer server)
    {
        var client = new FrameClient(server.Listener.Connect(answered: true));
        await client._client.SendAsync("HOSTIPC/1\n");
        var result = await client._client.Output!.ReadAtLeastAsync(Preface.Line.Length).AsTask().WaitAsync(Bound);
        ReadOnlySequence<byte> preface = result.Buffer.Slice(0, Preface.Line.Length);
        preface.ToArray().ShouldBe(Preface.Line.ToArray());
        client._client.Output.AdvanceTo(preface.End);
        return client;
    }

    public Task SendAsync(FrameType type, string payload) => SendAsync(type, Encoding.UTF8.GetBytes(payload));

    public async Task SendAsync(FrameType type, byte[] payload)
    {
        byte[] frame = new byte[FrameHeader.Size + payload.Length];
        new FrameHeader(type, (uint)payload.Length).Write(frame);
        payload.CopyTo(frame, FrameHeader.Size);
        await _client.Input.WriteAsync(frame).AsTask().WaitAsync(Bound);
    }

    public Task SendRawAsync(byte[] bytes) => _client.Input.WriteAsync(bytes).AsTask().WaitAsync(Bound);

    public Task RequestAsync(string shell, string more = "") => SendAsync(FrameType.Request, $"{{\"shell\":{JsonEncodedText.Encode(shell) switch { var t => $"\"{t}\"" }}{more}}}");

    /// <summary>Ends what is sent, as a half-close does.</summary>
    public ValueTask HalfCloseAsync() => _client.Input.CompleteAsync();

    /// <summary>Goes, as a close does.</summary>
    public async Task CloseAsync()
    {
        await _client.Input.CompleteAsync();
        await _client.Output!.CompleteAsync();
        await _client.HangUpAsync();
    }

    /// <summary>The next frame as a text; <c>end</c> for the end.</summary>
    public async Task<string> NextAsync()
    {
        Frame frame = await _frames.ReadAsync().AsTask().WaitAsync(Bound);
        return frame.Status != FrameStatus.Frame ? frame.Status == FrameStatus.End ? "end" : $"{frame.Status} {frame.Fault}" : Describe(frame);
    }

    /// <summary>The frames up to one that begins with the text, joined.</summary>
    public async Task<string> UntilAsync(string beginning)
    {
        var frames = new List<string>();
        do
        {
            frames.Add(await NextAsync());
        }
        while (!frames[^1].StartsWith(beginning, StringComparison.Ordinal) && frames[^1] != "end");

        return string.Join(", ", frames);
    }

    private static string Describe(in Frame frame)
    {
        string payload = Encoding.UTF8.GetString(frame.Payload);
        switch (frame.Type)
        {
            case FrameType.Output:
                return $"stdout {payload}";
            case FrameType.Error:
                return $"stderr {payload}";
            case FrameType.Pong:
                return $"pong {payload}";
            case FrameType.Answer:
                return $"answer {payload}";
            default:
                break;
        }

        JsonElement json = JsonDocument.Parse(payload).RootElement;
        return frame.Type switch
        {
            FrameType.Accepted => "accepted",
            FrameType.Rejected => $"rejected {json.GetProperty("reason")}",
            _ => (json.GetProperty("timedOut").GetBoolean() ? "timed out " : "")
                + (json.TryGetProperty("signal", out JsonElement signal) ? $"signal {signal}" : $"exit {json.GetProperty("code")}"),
        };
    }
}
