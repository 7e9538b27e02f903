using System.Threading.Channels;
using HostIpc.Interop;

namespace HostIpc.Execution;

/// <summary>
/// The client's signals for a handler. Those that end a process by default cancel the handler, the others mean nothing to it. A handler that forwards signals
/// (<see cref="Policy.CommandOptions.ForwardsSignals"/>) reads all of them from <see cref="Forwarded"/>, and none cancels it.
/// </summary>
/// <remarks>
/// The token is the handler's alone: what it has registered there runs on a thread of the pool, and what that throws is caught. On a token that others
/// share it could keep them waiting, and thrown out of a timer it would end the whole application.
/// </remarks>
public sealed class CommandSignals : IDisposable
{
    // As many as there are numbers. A client that sends more before one is forwarded loses the rest, as the kernel keeps one of each.
    private const int MaxWaiting = 64;

    private readonly CancellationTokenSource _cancelled = new();
    private readonly Channel<int>? _forwarded;
    private int _number;

    /// <param name="isForwarded">Whether the handler reads <see cref="Forwarded"/>.</param>
    internal CommandSignals(bool isForwarded) =>
        _forwarded = isForwarded ? Channel.CreateBounded<int>(new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true }) : null;

    internal CancellationToken Token => _cancelled.Token;

    /// <summary>The signal that cancelled it; null for none.</summary>
    internal int? Number => Volatile.Read(ref _number) is var number and > 0 ? number : null;

    /// <summary>The numbers of the client's signals, in the order in which they came. At most 64 wait; more are dropped, as the kernel keeps one of each.</summary>
    /// <exception cref="InvalidOperationException">The handler does not forward signals.</exception>
    public ChannelReader<int> Forwarded => _forwarded?.Reader ?? throw new InvalidOperationException("The handler does not forward signals.");

    /// <summary>Cancels the handler.</summary>
    internal void Cancel() => _ = CancelAsync();

    /// <summary>Takes a signal of the client's.</summary>
    internal void Set(int signal)
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

    /// <summary>Cancels the handler where the signal ends a process by default. For a signal that cannot be forwarded.</summary>
    /// <param name="signal">Its number (signal(7)).</param>
    public void End(int signal)
    {
        if (signal is Signals.HangUp or Signals.Interrupt or Signals.Quit or Signals.Kill or Signals.Terminate
            && Interlocked.CompareExchange(ref _number, signal, 0) == 0)
        {
            Cancel();
        }
    }

    void IDisposable.Dispose() => _cancelled.Dispose();

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
