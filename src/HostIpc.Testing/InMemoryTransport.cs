using System.IO.Pipelines;
using System.Text;
using HostIpc.Client;

namespace HostIpc.Testing;

/// <summary>Connects clients to a host in the same process.</summary>
internal sealed class InMemoryTransport(InMemoryHost host, CallRecord record) : ClientTransport
{
    // As much as a socket holds, about.
    private static readonly PipeOptions Buffering = new(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false);

    private readonly Lock _gate = new();
    private readonly HashSet<HostConversation> _conversations = [];
    private bool _isStopped;

    public override string Endpoint => "memory:host";

    public override ValueTask<Stream> ConnectAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var toHost = new Pipe(Buffering);
        var toClient = new Pipe(Buffering);
        var conversation = new HostConversation(host, record, toHost.Reader, toClient.Writer);
        lock (_gate)
        {
            if (_isStopped)
            {
                throw new IOException($"the host does not accept connections ({nameof(InMemoryHost)}.{nameof(InMemoryHost.Stop)} was called)");
            }

            _conversations.Add(conversation);
        }

        _ = ServeAsync(conversation);
        return ValueTask.FromResult<Stream>(new InMemoryStream(toClient.Reader, toHost.Writer));
    }

    public override ValueTask SendLineAsync(ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            if (_isStopped)
            {
                throw new HostIpcSendException($"the line cannot be sent: the host is stopped ({nameof(InMemoryHost)}.{nameof(InMemoryHost.Stop)} was called)");
            }
        }

        record.Add(Encoding.UTF8.GetString(line.Span[..^1]));
        return ValueTask.CompletedTask;
    }

    public void Start()
    {
        lock (_gate)
        {
            _isStopped = false;
        }
    }

    public void Stop()
    {
        HostConversation[] conversations;
        lock (_gate)
        {
            _isStopped = true;
            conversations = [.. _conversations];
        }

        foreach (HostConversation conversation in conversations)
        {
            conversation.Close();
        }
    }

    private async Task ServeAsync(HostConversation conversation)
    {
        using (conversation)
        {
            await conversation.RunAsync().ConfigureAwait(false);
        }

        lock (_gate)
        {
            _conversations.Remove(conversation);
        }
    }
}
