using System.Buffers;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

/// <summary>A connection as the scripted server sees it.</summary>
internal sealed class FakePeer : IDisposable
{
    private readonly NetworkStream _stream;
    private readonly PipeReader _input;
    private readonly FrameReader _frames;
    private readonly FrameWriter _writer;

    public FakePeer(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _input = PipeReader.Create(_stream);
        _frames = new FrameReader(_input, FrameSide.Client, maxRequestBytes: 262144);
        _writer = new FrameWriter(PipeWriter.Create(_stream));
    }

    public Socket Socket => _stream.Socket;

    /// <summary>Reads the client's preface and answers it.</summary>
    public async Task GreetAsync()
    {
        await ReadPrefaceAsync();
        await _writer.WritePrefaceAsync();
    }

    public async Task ReadPrefaceAsync()
    {
        ReadResult result = await _input.ReadAtLeastAsync(Preface.Line.Length);
        if (result.Buffer.Length < Preface.Line.Length)
        {
            throw new EndOfStreamException();
        }

        result.Buffer.Slice(0, Preface.Line.Length).ToArray().ShouldBe(Preface.Line.ToArray());
        _input.AdvanceTo(result.Buffer.GetPosition(Preface.Line.Length));
    }

    /// <summary>The next frame, copied; null once the client has gone.</summary>
    public async Task<(FrameType Type, byte[] Payload)?> ReadAsync()
    {
        try
        {
            Frame frame = await _frames.ReadAsync();
            frame.Fault.ShouldBeNull();
            return frame.Status == FrameStatus.Frame ? (frame.Type, frame.Payload.ToArray()) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    public async Task<byte[]> ReadAsync(FrameType type)
    {
        (FrameType Type, byte[] Payload)? frame = await ReadAsync();
        frame.ShouldNotBeNull().Type.ShouldBe(type);
        return frame.Value.Payload;
    }

    /// <summary>Reads a request and returns its JSON.</summary>
    public async Task<string> ReadRequestAsync() => Encoding.UTF8.GetString(await ReadAsync(FrameType.Request));

    public async Task SendAsync(FrameType type, ReadOnlyMemory<byte> payload) => await _writer.WriteAsync(type, payload);

    public Task SendAsync(FrameType type, string payload) => SendAsync(type, Encoding.UTF8.GetBytes(payload));

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes) => await _stream.WriteAsync(bytes);

    public Task AcceptAsync(long id = 1, bool takesInput = true) => SendAsync(FrameType.Accepted, AcceptedPayload.Write(new Acceptance(id, takesInput)));

    /// <summary>Greets, takes a request, and accepts it.</summary>
    public async Task BeginAsync()
    {
        await GreetAsync();
        await ReadRequestAsync();
        await AcceptAsync();
    }

    public Task ExitAsync(int code = 0) => SendAsync(FrameType.Exit, ExitPayload.Write(new CommandResult { ExitCode = code }));

    public Task RejectAsync(string reason, string message = "no") => SendAsync(FrameType.Rejected, $$"""{"reason":"{{reason}}","message":"{{message}}"}""");

    /// <summary>Waits until the client has gone; fails on a frame.</summary>
    public async Task ExpectEndAsync() => (await ReadAsync()).ShouldBeNull();

    /// <summary>Waits until the client has gone, whatever it sends.</summary>
    public async Task DrainAsync()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (await _stream.ReadAsync(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // It has.
        }
    }

    public void Dispose() => _stream.Dispose();
}
