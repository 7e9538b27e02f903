using System.Threading.Channels;
using HostIpc.Interop;

namespace HostIpc.Execution;

/// <summary>
/// What ends a handler: its token, and signals. Those that end a process by default cancel it, the others mean nothing to it. A handler that forwards signals gets all of them, and none cancels it.
/// </summary>
/// <remarks>
/// The token is the handler's alone: what it has registered there runs on a thread of the pool, and what that throws is caught. On a token that others
/// share it could keep them waiting, and thrown out of a timer it would end the whole application.
/// </remarks>
internal sealed class HandlerSignal : IDisposable
{
    // As many as there are numbers. A client that sends more before one is forwarded loses the rest, as the kernel keeps one of each.
    private const int MostWaiting = 64;

    private readonly CancellationTokenSource _cancelled = new();
    private readonly Channel<int>? _forwarded;
    private int _number;

    /// <param name="isForwarded">Whether the handler reads <see cref="Forwarded"/>.</param>
    public HandlerSignal(bool isForwarded) =>
        _forwarded = isForwarded ? Channel.CreateBounded<int>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }) : null;

    public CancellationToken Token => _cancelled.Token;

    /// <summary>The signal that cancelled it; null for none.</summary>
    public int? Number => Volatile.Read(ref _number) is var number and > 0 ? number : null;

    /// <summary>The client's signals, in the order in which they came. Only where the handler forwards them.</summary>
    public ChannelReader<int> Forwarded => _forwarded!.Reader;

    /// <summary>Cancels the handler.</summary>
    public void Cancel() => _ = CancelAsync();

    /// <summary>Takes a signal of the client's.</summary>
    public void Set(int signal)
    {
        if (_forwarded is not null)
        {
            _ = _forwarded.Writer.TryWrite(signal);
        }
        else
        {
            End(signal);
        }
    }

    /// <summary>Cancels the handler where the signal ends a process by default.</summary>
    public void End(int signal)
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
