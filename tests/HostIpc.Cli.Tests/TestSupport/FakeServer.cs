using System.Net;
using System.Net.Sockets;

namespace HostIpc.Cli.TestSupport;

/// <summary>A server that does what a test says, on a socket in a directory of its own.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Func<FakeConversation, Task> _converse;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;

    public FakeServer(Func<FakeConversation, Task> converse, bool overTcp = false)
    {
        _converse = converse;
        EndPoint where = overTcp ? new IPEndPoint(IPAddress.Loopback, 0) : new UnixDomainSocketEndPoint($"{Path}/hostipc.sock");
        _socket = new Socket(where.AddressFamily, SocketType.Stream, overTcp ? ProtocolType.Tcp : ProtocolType.Unspecified);
        _socket.Bind(where);
        Endpoint = overTcp ? $"tcp:{_socket.LocalEndPoint}" : $"unix:{Path}/hostipc.sock";
        _socket.Listen();
        _serving = ServeAsync();
    }

    public string Path { get; } = TemporaryDirectories.Create("hostipc-cli-").FullName;

    public string Endpoint { get; }

    /// <summary>What status and commands are answered with.</summary>
    public Dictionary<string, string> Answers { get; } = new()
    {
        ["status"] = """{"version":"9.8.7","uptimeMs":185000,"connections":1,"running":0,"peer":"unix uid=0 gid=0 pid=1"}""",
        ["commands"] = """{"shell":false,"commands":[]}""",
    };

    /// <summary>One that accepts any command and then does what the test says with it.</summary>
    public static FakeServer Running(Func<FakeConversation, Task> run, bool overTcp = false) => new(
        async conversation =>
        {
            await conversation.ReadRequestAsync();
            await conversation.AcceptAsync();
            await run(conversation);
        },
        overTcp);

    /// <summary>One that answers any request with a frame.</summary>
    public static FakeServer Answering(byte type, string json) => new(async conversation =>
    {
        await conversation.ReadRequestAsync();
        await conversation.SendAsync(type, json);
        await conversation.Gone.WaitAsync(Bound.Time);
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket.Dispose();
        await _serving.WaitAsync(Bound.Time);
        _stop.Dispose();
        Directory.Delete(Path, recursive: true);
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using Socket client = await _socket.AcceptAsync(_stop.Token);
                await using var conversation = new FakeConversation(client, Answers, _stop.Token);
                await _converse(conversation);
            }
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
