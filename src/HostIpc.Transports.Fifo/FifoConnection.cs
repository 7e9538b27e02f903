using System.IO.Pipelines;
using HostIpc.Identity;

namespace HostIpc.Transports.Fifo;

/// <summary>What one FIFO says between being opened and being deleted, or the stop.</summary>
internal sealed class FifoConnection(PipeReader input) : Connection(Peer.Fifo, input)
{
    private readonly TaskCompletionSource _disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly ManualResetEventSlim _free = new(initialState: true);

    /// <summary>Whether nothing is to be read for now.</summary>
    public bool IsHeld => !_free.IsSet;

    public override bool ReadsAhead => true;

    /// <summary>Completes when the server is done with the connection.</summary>
    public Task Disposed => _disposed.Task;

    public void WaitUntilFree(int milliseconds) => _free.Wait(milliseconds);

    public override void HoldInput(bool isHeld)
    {
        if (isHeld)
        {
            _free.Reset();
        }
        else
        {
            _free.Set();
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync().ConfigureAwait(false);
        End();
    }

    /// <summary>For a server that completed the input and did not dispose.</summary>
    public void End() => _disposed.TrySetResult();
}
