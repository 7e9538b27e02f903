using System.Net.Sockets;

namespace HostIpc.Cli.TestSupport;

/// <summary>A server that does what a test says, on a socket in a directory of its own.</summary>
internal sealed class CommandServer : IAsyncDisposable
{
    private readonly Func<FakeConversation, Task> _converse;
    private readonly ScriptedListener _listener;
    private readonly CancellationTokenSource _stop = new();

    public CommandServer(Func<FakeConversation, Task> converse, bool overTcp = false)
    {
        _converse = converse;
        _listener = new ScriptedListener(ConverseAsync, overTcp);
    }

    public string Path => _listener.Directory;

    public string Endpoint => _listener.Endpoint;

    /// <summary>What status and commands are answered with.</summary>
    public Dictionary<string, string> Answers { get; } = new()
    {
        ["status"] = """{"version":"9.8.7","uptimeMs":185000,"connections":1,"running":0,"peer":"unix uid=0 gid=0 pid=1"}""",
        ["commands"] = """{"shell":false,"commands":[]}""",
    };

    /// <summary>One that accepts any command and then does what the test says with it.</summary>
    public static CommandServer Running(Func<FakeConversation, Task> run, bool overTcp = false) => new(
        async conversation =>
        {
            await conversation.ReadRequestAsync();
            await conversation.AcceptAsync();
            await run(conversation);
        },
        overTcp);

    /// <summary>One that answers any request with a frame.</summary>
    public static CommandServer Answering(byte type, string json) => new(async conversation =>
    {
        await conversation.ReadRequestAsync();
        await conversation.SendAsync(type, json);
        await conversation.Gone.WaitAsync(Bound.Time);
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _listener.DisposeAsync();
        _stop.Dispose();
    }

    private async Task ConverseAsync(Socket client)
    {
        try
        {
            await using var conversation = new FakeConversation(client, Answers, _stop.Token);
            await _converse(conversation);
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
