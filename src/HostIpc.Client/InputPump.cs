namespace HostIpc.Client;

/// <summary>Sends a stream to a command until either ends.</summary>
internal sealed class InputPump : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    // A stream that heeds cancellation is through at once. One that does not, such as a terminal that nobody types on, may take for ever: its read is left pending.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _task;

    public InputPump(Stream input, CommandExchange exchange)
    {
        CancellationToken stopping = _stopping.Token;
        // On another thread, since some streams block in place.
        _task = Task.Run(() => PumpAsync(input, exchange, stopping), CancellationToken.None);
    }

    /// <summary>Stops reading. Waits for it, but not for long.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (!_task.IsCompleted)
        {
            using var waited = new CancellationTokenSource();
            await Task.WhenAny(_task, Task.Delay(Grace, waited.Token)).ConfigureAwait(false);
            await waited.CancelAsync().ConfigureAwait(false);
        }

        _stopping.Dispose();
    }

    private static async Task PumpAsync(Stream input, CommandExchange exchange, CancellationToken stopping)
    {
        try
        {
            // Not of a pool: a read that is left pending may write to it at any time.
            byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferSize);
            while (await input.ReadAsync(buffer, stopping).ConfigureAwait(false) is > 0 and int count)
            {
                await exchange.Input.WriteAsync(buffer.AsMemory(0, count), stopping).ConfigureAwait(false);
            }

            await exchange.Input.CompleteAsync(stopping).ConfigureAwait(false);
        }
        catch (HostIpcException)
        {
            // The connection has gone, which is the read loop's to tell.
        }
        catch (Exception e)
        {
            // Input cut off is not input that ended: the command must not take it for the whole. Nothing happens where it has ended.
            exchange.Abort(e);
        }
    }
}
