using HostIpc.Transports;

namespace HostIpc.HealthChecks;

/// <summary>A listener to which nobody connects, and which can fail.</summary>
internal sealed class EmptyListener(string endpoint) : IConnectionListener
{
    private readonly TaskCompletionSource<Connection?> _accepting = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public string Endpoint => endpoint;

    public ValueTask BindAsync(CancellationToken cancellationToken) => default;

    public async ValueTask<Connection?> AcceptAsync(CancellationToken cancellationToken) => await _accepting.Task;

    public void Fail(string message) => _accepting.TrySetException(new IOException(message));

    public ValueTask StopAcceptingAsync()
    {
        _accepting.TrySetResult(null);
        return default;
    }

    public ValueTask DisposeAsync() => StopAcceptingAsync();
}
