using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using HostIpc.Protocol.Framing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Shouldly;
using Xunit;

namespace HostIpc.Transports.UnixSocket;

public sealed class LargeRequestTests : IDisposable
{
    private const int Longest = 4 << 20;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Request_WhenItIsTheLongestThatIsTaken_ThenThereIsRoomForItWhateverTheBudget()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddHostIpc(options =>
        {
            options.Limits.MaxRequestBytes = Longest;
            options.Limits.MaxUnreadBytes = 1 << 20;
            options.Limits.MaxUnreadBytesPerPeer = 1 << 20;
        }).AddUnixSocket(options => options.Path = _directory.Socket);
        using IHost host = builder.Build();
        await host.StartAsync();
        using Socket client = UnixClient.Connect(_directory.Socket);
        using var stream = new NetworkStream(client);
        client.Send(Preface.Line);
        using var frames = new FrameWriter(PipeWriter.Create(stream));
        (await frames.WriteAsync(FrameType.Request, Encoding.ASCII.GetBytes("""{"argv":["true"]}""".PadRight(Longest)))).ShouldBeTrue();

        await stream.ReadExactlyAsync(new byte[Preface.Line.Length]);
        var answers = new FrameReader(PipeReader.Create(stream), FrameSide.Server, maxRequestBytes: 0);
        Frame frame = await answers.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        frame.Type.ShouldBe(FrameType.Accepted);
        await host.StopAsync();
    }
}
