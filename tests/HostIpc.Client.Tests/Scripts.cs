using System.Text;
using HostIpc.Protocol.Framing;

namespace HostIpc.Client;

/// <summary>Scripts that several tests share.</summary>
internal static class Scripts
{
    /// <summary>Serves any number of requests: each is accepted, answered with its own JSON on stdout and exits with 0. Pings are answered.</summary>
    public static async Task EchoRequestsAsync(FakePeer peer)
    {
        await peer.GreetAsync();
        await ServeAsync(peer);
    }

    /// <summary>The same, once the prefaces have been exchanged.</summary>
    public static async Task ServeAsync(FakePeer peer)
    {
        long id = 0;
        while (await peer.ReadAsync() is { } frame)
        {
            if (frame.Type == FrameType.Ping)
            {
                await peer.SendAsync(FrameType.Pong, frame.Payload);
                continue;
            }

            frame.Type.ShouldBe(FrameType.Request);
            await peer.AcceptAsync(++id);
            await peer.SendAsync(FrameType.Stdout, frame.Payload);
            await peer.ExitAsync();
        }
    }

    /// <summary>Serves requests by writing their input back to stdout; the exit comes at its end.</summary>
    public static async Task EchoInputAsync(FakePeer peer)
    {
        await peer.GreetAsync();
        while (await peer.ReadAsync() is { } request)
        {
            request.Type.ShouldBe(FrameType.Request);
            Encoding.UTF8.GetString(request.Payload).ShouldContain("\"stdin\":true");
            await peer.AcceptAsync();
            while (await peer.ReadAsync() is { } frame)
            {
                if (frame.Type == FrameType.Ping)
                {
                    await peer.SendAsync(FrameType.Pong, frame.Payload);
                }
                else if (frame.Payload.Length > 0)
                {
                    await peer.SendAsync(FrameType.Stdout, frame.Payload);
                }
                else
                {
                    await peer.ExitAsync();
                    break;
                }
            }
        }
    }

    /// <summary>Accepts a request and says no more until the client goes.</summary>
    public static async Task RunForEverAsync(FakePeer peer)
    {
        await peer.BeginAsync();
        await peer.ExpectEndAsync();
    }
}
