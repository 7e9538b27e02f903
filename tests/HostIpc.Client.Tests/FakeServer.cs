namespace HostIpc.Client;

/// <summary>A server that follows a script for each connection. Its disposal fails where a script did.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly ScriptedListener _listener;

    public FakeServer(Func<FakePeer, Task> script, bool overTcp = false) => _listener = new ScriptedListener(
        async socket =>
        {
            using var peer = new FakePeer(socket);
            try
            {
                await script(peer);
            }
            catch (EndOfStreamException)
            {
                // The client gave up before it had said anything.
            }
        },
        overTcp);

    public string Endpoint => _listener.Endpoint;

    /// <summary>How many connections there have been.</summary>
    public int Accepted => _listener.Accepted;

    /// <summary>How many scripts still run.</summary>
    public int Open => _listener.Open;

    public HostIpcClient NewClient(Action<HostIpcClientOptions>? configure = null)
    {
        var options = new HostIpcClientOptions { Endpoint = Endpoint };
        configure?.Invoke(options);
        return new HostIpcClient(options);
    }

    public ValueTask DisposeAsync() => _listener.DisposeAsync();
}
