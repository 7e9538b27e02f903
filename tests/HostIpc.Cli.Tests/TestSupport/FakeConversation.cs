using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace HostIpc.Cli.TestSupport;

/// <summary>The server's side of a conversation: reads all that comes, answers pings and queries, and leaves the rest to the test.</summary>
internal sealed class FakeConversation : IAsyncDisposable
{
    private readonly NetworkStream _stream;
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Channel<JsonElement> _requests = Channel.CreateUnbounded<JsonElement>();
    private readonly Channel<int> _signals = Channel.CreateUnbounded<int>();
    private readonly MemoryStream _input = new();
    private readonly TaskCompletionSource<byte[]> _inputEnd = new();
    private readonly CancellationTokenSource _stop;
    private readonly Task _reading;
    private readonly IReadOnlyDictionary<string, string> _answers;

    public FakeConversation(Socket socket, IReadOnlyDictionary<string, string> answers, CancellationToken stop)
    {
        _answers = answers;
        _stream = new NetworkStream(socket);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _reading = ReadAsync();
    }

    /// <summary>Completes when the client has gone.</summary>
    public Task Gone => _reading;

    /// <summary>All of the input, once it has ended.</summary>
    public Task<byte[]> Input => _inputEnd.Task.WaitAsync(Bound.Time);

    public bool HasInputEnded => _inputEnd.Task.IsCompleted;

    public async Task<JsonElement> ReadRequestAsync() => await _requests.Reader.ReadAsync(_stop.Token);

    public async Task<int> ReadSignalAsync()
    {
        using var bound = new CancellationTokenSource(Bound.Time);
        return await _signals.Reader.ReadAsync(bound.Token);
    }

    public Task AcceptAsync(bool takesInput = true) => SendAsync(20, takesInput ? """{"id":7}""" : """{"id":7,"stdin":false}""");

    public Task WriteAsync(byte stream, string text) => SendAsync(stream, Encoding.UTF8.GetBytes(text));

    public Task ExitAsync(int code) => SendAsync(18, $$"""{"code":{{code}},"timedOut":false,"elapsedMs":1,"userMs":0,"systemMs":0,"maxRssKiB":1}""");

    public Task ExitBySignalAsync(int signal) => SendAsync(18, $$"""{"signal":{{signal}},"timedOut":false,"elapsedMs":1,"userMs":0,"systemMs":0,"maxRssKiB":1}""");

    public Task SendAsync(byte type, string json) => SendAsync(type, Encoding.UTF8.GetBytes(json));

    public async Task SendAsync(byte type, ReadOnlyMemory<byte> payload)
    {
        byte[] frame = new byte[8 + payload.Length];
        frame[0] = type;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), payload.Length);
        payload.CopyTo(frame.AsMemory(8));
        await SendRawAsync(frame);
    }

    public async Task SendRawAsync(byte[] bytes)
    {
        await _turn.WaitAsync(_stop.Token);
        try
        {
            await _stream.WriteAsync(bytes, _stop.Token);
        }
        catch (IOException)
        {
            // The client has gone, which Gone tells.
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _reading;
        await _stream.DisposeAsync();
        _stop.Dispose();
        _turn.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            byte[] preface = new byte[10];
            await _stream.ReadExactlyAsync(preface, _stop.Token);
            Encoding.ASCII.GetString(preface).ShouldBe("HOSTIPC/1\n");
            await SendRawAsync(preface);
            byte[] header = new byte[8];
            while (true)
            {
                await _stream.ReadExactlyAsync(header, _stop.Token);
                byte[] payload = new byte[BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4))];
                await _stream.ReadExactlyAsync(payload, _stop.Token);
                await TakeAsync(header[0], payload);
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The client or the test is through.
        }
    }

    private async Task TakeAsync(byte type, byte[] payload)
    {
        switch (type)
        {
            case 0 when payload.Length == 0:
                _inputEnd.TrySetResult(_input.ToArray());
                break;
            case 0:
                _input.Write(payload);
                break;
            case 16:
                _requests.Writer.TryWrite(JsonDocument.Parse(payload).RootElement);
                break;
            case 17:
                _signals.Writer.TryWrite(payload[0]);
                break;
            case 22:
                await SendAsync(23, payload);
                break;
            case 24:
                await SendAsync(25, _answers[JsonDocument.Parse(payload).RootElement.GetProperty("what").GetString()!]);
                break;
            default:
                throw new InvalidDataException($"a frame of type {type}");
        }
    }
}
