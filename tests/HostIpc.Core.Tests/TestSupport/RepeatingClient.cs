using System.Text;
using HostIpc.Protocol.Framing;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>Asks for the same again and again, and allocates next to nothing itself, so that what is allocated is the server's.</summary>
internal sealed class RepeatingClient
{
    private readonly MemoryClient _client;
    private readonly FrameReader _frames;
    private readonly byte[] _request;

    private RepeatingClient(MemoryClient client, string payload)
    {
        _client = client;
        _frames = new FrameReader(client.Output!, FrameSide.Server, 1024);
        _request = new byte[FrameHeader.Size + Encoding.UTF8.GetByteCount(payload)];
        new FrameHeader(FrameType.Request, (uint)(_request.Length - FrameHeader.Size)).Write(_request);
        Encoding.UTF8.GetBytes(payload, _request.AsSpan(FrameHeader.Size));
    }

    public static async Task<RepeatingClient> ConnectAsync(TestServer server, string payload)
    {
        var client = new RepeatingClient(server.Listener.Connect(answered: true), payload);
        await client._client.SendAsync("HOSTIPC/1\n");
        var answered = await client._client.Output!.ReadAtLeastAsync(Preface.Line.Length);
        client._client.Output.AdvanceTo(answered.Buffer.GetPosition(Preface.Line.Length));
        return client;
    }

    /// <summary>Bytes that the whole process allocates a request.</summary>
    public async Task<double> MeasureAsync(int requests)
    {
        long before = GC.GetTotalAllocatedBytes(precise: true);
        for (int i = 0; i < requests; i++)
        {
            await _client.Input.WriteAsync(_request);
            await EndAsync();
        }

        return (double)(GC.GetTotalAllocatedBytes(precise: true) - before) / requests;
    }

    private async ValueTask EndAsync()
    {
        while (true)
        {
            Frame frame = await _frames.ReadAsync();
            frame.Status.ShouldBe(FrameStatus.Frame);
            frame.Type.ShouldNotBe(FrameType.Rejected);
            if (frame.Type == FrameType.Exit)
            {
                return;
            }
        }
    }
}
