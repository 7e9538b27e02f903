using System.IO.Pipes;

namespace HostIpc.Execution.Linux;

/// <summary>
/// Reads the pipes that background processes hold open after their command has ended. A pipe without a reader would end them with SIGPIPE
/// at their first output, so a pipe is closed only where there is no place for it, and when the server stops.
/// </summary>
internal sealed partial class BackgroundOutputs(BackgroundBounds bounds, TimeProvider time) : IDisposable
{
    // A process that is being started holds a copy of every pipe until its exec: what seems to be held by a background process may have no holder a moment later.
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(250);

    private readonly Lock _lock = new();

    // The oldest first.
    private readonly List<CommandOutput> _open = [];
    private bool _isDisposed;

    /// <summary>For how many commands output is read.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

    /// <summary>Takes over what of a command's pipes is still open. Nothing happens where both are null.</summary>
    /// <param name="output">The pipe of standard output; null where it has ended. Owned from now on.</param>
    /// <param name="error">The pipe of standard error; null where it has ended. Owned from now on.</param>
    /// <param name="openLate">Makes where the output goes; null for nowhere.</param>
    public void Keep(AnonymousPipeClientStream? output, AnonymousPipeClientStream? error, Func<ILateOutput>? openLate)
    {
        if (output is null && error is null)
        {
            return;
        }

        var kept = new CommandOutput(bounds, time, openLate?.Invoke(), output, error, Remove);
        CommandOutput? replaced = null;
        bool isKept;
        lock (_lock)
        {
            if (!_isDisposed && _open.Count >= bounds.MaxOutputs && _open.Find(static open => open.IsExpired) is { } expired)
            {
                replaced = expired;
                _open.Remove(expired);
            }

            isKept = !_isDisposed && _open.Count < bounds.MaxOutputs;
            if (isKept)
            {
                _open.Add(kept);
            }
        }

        replaced?.Close("its background processes gave their place to others (Limits:MaxBackgroundOutputs): their output is not read any more, and ends them (SIGPIPE)");
        if (isKept)
        {
            kept.Start();
        }
        else
        {
            kept.Close(_isDisposed
                ? "the server stops: the output of its background processes is not read any more, and ends them (SIGPIPE)"
                : $"its background processes are too many (Limits:MaxBackgroundOutputs is {bounds.MaxOutputs}): their output is not read, and ends them (SIGPIPE)");
        }
    }

    /// <summary>Closes all pipes.</summary>
    public void Dispose()
    {
        CommandOutput[] open;
        lock (_lock)
        {
            _isDisposed = true;
            open = [.. _open];
            _open.Clear();
        }

        _ = Task.WaitAll(Array.ConvertAll(open, static output => output.Completed), Moment);
        foreach (CommandOutput output in open.Where(static output => !output.Completed.IsCompleted))
        {
            output.Close("the server stops: the output of its background processes is not read any more, and ends them (SIGPIPE)");
        }
    }

    private void Remove(CommandOutput ended)
    {
        lock (_lock)
        {
            _open.Remove(ended);
        }
    }
}
