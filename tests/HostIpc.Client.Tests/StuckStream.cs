namespace HostIpc.Client;

/// <summary>An output that takes nothing and heeds no token.</summary>
internal sealed class StuckStream : MemoryStream
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _never = new();

    public Task Reached => _reached.Task;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _reached.TrySetResult();
        await _never.Task;
    }
}
