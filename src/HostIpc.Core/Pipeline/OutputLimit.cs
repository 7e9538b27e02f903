using HostIpc.Execution;

namespace HostIpc.Pipeline;

/// <summary>How much a command may write to both its streams together, and what ends it when it writes more.</summary>
internal sealed class OutputLimit : IDisposable
{
    private readonly CancellationTokenSource _ending;
    private readonly TaskCompletionSource _told = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _written;

    private OutputLimit(long max, CancellationToken ending)
    {
        Most = max;
        _ending = CancellationTokenSource.CreateLinkedTokenSource(ending);
        Ending = _ending.Token;
    }

    /// <summary>Keeps the two streams apart while a piece is taken and put on its way.</summary>
    public Lock Lock { get; } = new();

    /// <summary>How many bytes it may write.</summary>
    public long Most { get; }

    /// <summary>Cancelled when the command is to be ended, for this or for any other reason.</summary>
    public CancellationToken Ending { get; }

    /// <summary>Whether it wrote more.</summary>
    public bool IsExceeded { get; private set; }

    /// <summary>Whether what was passed on to the error stream, or to either where they go the same way, does not end with a line.</summary>
    public bool IsMidLine { get; set; }

    /// <summary>The limit of a command; null for none.</summary>
    /// <param name="profile">The command.</param>
    /// <param name="ending">What else ends it.</param>
    public static OutputLimit? Of(Command? profile, CancellationToken ending) => profile?.MaxOutput is { } max ? new OutputLimit(max, ending) : null;

    /// <summary>Takes a piece of output.</summary>
    /// <param name="length">Its length.</param>
    /// <param name="exceeds">Whether this piece is the one that exceeds it; that is told of one alone.</param>
    /// <returns>How much of it still fits.</returns>
    public int Take(int length, out bool exceeds)
    {
        long left = Math.Max(0, Most - _written);
        _written += length;
        exceeds = !IsExceeded && length > left;
        IsExceeded |= exceeds;
        return (int)Math.Min(left, length);
    }

    /// <summary>Ends the command. Whoever waits for that goes on.</summary>
    public async Task EndAsync()
    {
        // First: who waits is to go on and not to give up, so that the command can still write, to nobody, while it ends.
        _told.TrySetResult();
        try
        {
            await _ending.CancelAsync().ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            // It has ended already. Who says so is a handler that was left behind.
        }

    }

    /// <summary>Waits until the client has what fits and the command is being ended: till then what more it writes stalls it, as a client that does not read does.</summary>
    public async Task WaitUntilEndedAsync(CancellationToken cancellationToken)
    {
        await _told.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // The end that was waited for cancels, too.
        if (!_told.Task.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    public void Dispose() => _ending.Dispose();
}
