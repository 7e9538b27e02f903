using HostIpc.Interop;

namespace HostIpc.Execution;

/// <summary>What ends a handler: its token, and signals. Those that end a process by default cancel it, the others mean nothing to it.</summary>
/// <remarks>
/// The token is the handler's alone: what it has registered there runs on a thread of the pool, and what that throws is caught. On a token that others
/// share it could keep them waiting, and thrown out of a timer it would end the whole application.
/// </remarks>
internal sealed class HandlerSignal : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private int _number;

    public CancellationToken Token => _cancelled.Token;

    /// <summary>The signal that cancelled it; null for none.</summary>
    public int? Number => Volatile.Read(ref _number) is var number and > 0 ? number : null;

    /// <summary>Cancels the handler.</summary>
    public void Cancel() => _ = CancelAsync();

    public void Set(int signal)
    {
        if (signal is Signals.HangUp or Signals.Interrupt or Signals.Quit or Signals.Kill or Signals.Terminate
            && Interlocked.CompareExchange(ref _number, signal, 0) == 0)
        {
            Cancel();
        }
    }

    public void Dispose() => _cancelled.Dispose();

    // Not in the caller's time: a handler may have registered something that takes long.
    private async Task CancelAsync()
    {
        try
        {
            await _cancelled.CancelAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is ObjectDisposedException or AggregateException)
        {
            // The handler has returned, or what it had registered threw.
        }
    }
}
