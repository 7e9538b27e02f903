using HostIpc.Interop;

namespace HostIpc.Execution;

/// <summary>Signals for a handler: those that end a process by default cancel it, the others mean nothing to it.</summary>
internal sealed class HandlerSignal : IDisposable
{
    private readonly CancellationTokenSource _cancelled = new();
    private int _number;

    public CancellationToken Token => _cancelled.Token;

    /// <summary>The signal that cancelled it; null for none.</summary>
    public int? Number => Volatile.Read(ref _number) is var number and > 0 ? number : null;

    public void Set(int signal)
    {
        if (signal is Signals.HangUp or Signals.Interrupt or Signals.Quit or Signals.Kill or Signals.Terminate
            && Interlocked.CompareExchange(ref _number, signal, 0) == 0)
        {
            _ = CancelAsync();
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
