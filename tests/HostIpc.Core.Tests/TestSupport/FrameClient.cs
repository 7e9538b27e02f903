using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using HostIpc.Identity;
using HostIpc.Protocol.Framing;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>Speaks frames over a connection in memory. What comes back is kept as short texts: <c>stdout ab</c>, <c>exit 0</c>, <c>rejected busy</c>.</summary>
internal sealed class FrameClient
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private readonly MemoryClient _client;
    private readonly FrameReader _frames;

    // What came before an answer that was waited for.
    private readonly Queue<string> _early = [];

    private FrameClient(MemoryClient client)
    {
        _client = client;
        _frames = new FrameReader(client.Output!, FrameSide.Server, 1024);
    }

    /// <summary>Whether the server reads no more.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Whether a rejection shows that it is the end of the connection.</summary>
    public bool ShowsFinal { get; init; }

    /// <summary>The message of the rejection that came last.</summary>
    public string? Message { get; private set; }

    public static async Task<FrameClient> ConnectAsync(TestServer server, Peer? peer = null, bool showsFinal = false)
    {
        var client = new FrameClient(server.Listener.Connect(answered: true, peer: peer)) { ShowsFinal = showsFinal };
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
        FlushResult sent = await _client.Input.WriteAsync(frame).AsTask().WaitAsync(Bound);
        IsClosed |= sent.IsCompleted;
    }

    public Task SendRawAsync(byte[] bytes) => _client.Input.WriteAsync(bytes).AsTask().WaitAsync(Bound);

    public Task RequestAsync(string shell, string more = "") => SendAsync(FrameType.Request, $"{{\"shell\":{JsonEncodedText.Encode(shell) switch { var t => $"\"{t}\"" }}{more}}}");

    /// <summary>Asks, and waits until the server has the command in hand: it runs, or waits for its turn.</summary>
    public async Task BeginAsync(string shell)
    {
        await RequestAsync(shell);
        await SendAsync(FrameType.Ping, "begun");
        string frame;
        while ((frame = await ReadAsync()) != "pong begun")
        {
            _early.Enqueue(frame);
        }
    }

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
    public async Task<string> NextAsync() => _early.TryDequeue(out string? early) ? early : await ReadAsync();

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

    private async Task<string> ReadAsync()
    {
        Frame frame = await _frames.ReadAsync().AsTask().WaitAsync(Bound);
        return frame.Status != FrameStatus.Frame ? frame.Status == FrameStatus.End ? "end" : $"{frame.Status} {frame.Fault}" : Describe(frame);
    }

    private string Describe(in Frame frame)
    {
        string payload = Encoding.UTF8.GetString(frame.Payload);
        switch (frame.Type)
        {
            case FrameType.Stdout:
                return $"stdout {payload}";
            case FrameType.Stderr:
                return $"stderr {payload}";
            case FrameType.Pong:
                return $"pong {payload}";
            case FrameType.Answer:
                return $"answer {payload}";
            default:
                break;
        }

        JsonElement json = JsonDocument.Parse(payload).RootElement;
        Message = json.TryGetProperty("message", out JsonElement message) ? message.GetString() : Message;
        return frame.Type switch
        {
            FrameType.Accepted => json.TryGetProperty("stdin", out JsonElement takesInput) ? $"accepted, stdin {takesInput}" : "accepted",
            FrameType.Rejected => $"rejected {json.GetProperty("reason")}{(ShowsFinal && json.TryGetProperty("final", out _) ? " final" : "")}",
            _ => (json.TryGetProperty("outputExceeded", out JsonElement exceeded) && exceeded.GetBoolean() ? "too much " : "")
                + (json.GetProperty("timedOut").GetBoolean() ? "timed out " : "")
                + (json.TryGetProperty("signal", out JsonElement signal) ? $"signal {signal}" : $"exit {json.GetProperty("code")}"),
        };
    }
}
