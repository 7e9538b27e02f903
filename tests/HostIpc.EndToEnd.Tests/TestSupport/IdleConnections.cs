using System.Net.Sockets;
using System.Text;

namespace HostIpc.EndToEnd.Tests.TestSupport;

/// <summary>Connections that have said what they speak and then nothing more. They need an engine on this machine.</summary>
internal sealed class IdleConnections : IAsyncDisposable
{
    private static readonly byte[] Preface = Encoding.ASCII.GetBytes("HOSTIPC/1\n");

    private readonly List<Socket> _sockets = [];

    public static async Task<IdleConnections> OpenAsync(string directory, int count)
    {
        var connections = new IdleConnections();
        byte[] answer = new byte[Preface.Length];
        for (int i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 10_000 };
            connections._sockets.Add(socket);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint($"{directory}/hostipc.sock"));
            await socket.SendAsync(Preface);
            socket.Receive(answer).ShouldBe(answer.Length);
            answer.ShouldBe(Preface);
        }

        return connections;
    }

    /// <summary>Connects so many that say nothing, and lets all go again.</summary>
    public static void Flood(string directory, int count)
    {
        Socket[] sockets = [.. Enumerable.Range(0, count).Select(_ => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))];
        Array.ForEach(sockets, socket => socket.Connect(new UnixDomainSocketEndPoint($"{directory}/hostipc.sock")));
        Array.ForEach(sockets, socket => socket.Dispose());
    }

    public ValueTask DisposeAsync()
    {
        _sockets.ForEach(socket => socket.Dispose());
        return default;
    }
}
