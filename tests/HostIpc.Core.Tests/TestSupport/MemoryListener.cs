using System.IO.Pipelines;
using System.Threading.Channels;
using HostIpc.Identity;
using HostIpc.Transports;

namespace HostIpc.Core.Tests.TestSupport;

/// <summary>A transport in memory: the whole way without a socket.</summary>
internal sealed class MemoryListener : IConnectionListener
{
    private readonly Channel<Connection> _connections = Channel.CreateUnbounded<Connection>();
    private readonly List<PipeWriter> _inputs = [];
    private readonly List<PipeWriter> _answered = [];

    /// <summary>The server's side of the last client.</summary>
    public MemoryConnection? Last { get; private set; }

    public string Endpoint => "memory:";

    /// <summary>Connects a client: what it writes to, and what it is answered on unless the connection has no way back. User 0, unless it is said who it is.</summary>
    public MemoryClient Connect(bool answered = false, int concurrency = 1, Peer? peer = null, bool readsAhead = false)
    {
        var input = new Pipe();
        Pipe? output = answered ? new Pipe() : null;
        var hangUp = new CancellationTokenSource();
        var connection = new MemoryConnection(peer ?? new Peer("memory") { UserId = 0 }, input.Reader, output?.Writer, () => input.Writer.Complete(), hangUp.Token) { Concurrency = concurrency, IsReadAhead = readsAhead };
        Last = connection;
        (answered ? _answered : _inputs).Add(input.Writer);
        _connections.Writer.TryWrite(connection);
        return new MemoryClient(input.Writer, output?.Reader, hangUp);
    }

    public ValueTask BindAsync(CancellationToken cancellationToken) => default;

    public async ValueTask<Connection?> AcceptAsync(CancellationToken cancellationToken) =>
        await _connections.Reader.WaitToReadAsync(cancellationToken) && _connections.Reader.TryRead(out Connection? connection) ? connection : null;

    /// <summary>As a FIFO's, the input of a connection without a way back ends. That of the others is the server's to end, as on a socket.</summary>
    public async ValueTask StopAcceptingAsync()
    {
        _connections.Writer.TryComplete();
        foreach (PipeWriter input in _inputs)
        {
            await input.CompleteAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync();
        foreach (PipeWriter input in _answered)
        {
            await input.CompleteAsync();
        }
    }
}
