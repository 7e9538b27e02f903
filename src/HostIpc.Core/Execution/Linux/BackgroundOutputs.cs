using System.Diagnostics.CodeAnalysis;
using System.IO.Pipes;
using HostIpc.Protocol;

namespace HostIpc.Execution.Linux;

/// <summary>
/// Reads the pipes that background processes hold open after their command has ended. A pipe without a reader would end them with SIGPIPE
/// at their first output, so a pipe is closed only where there is no place for it, and when the server stops.
/// </summary>
internal sealed class BackgroundOutputs(BackgroundBounds bounds, TimeProvider time) : IDisposable
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

    /// <summary>The pipes of one command that has ended, which its background processes hold open.</summary>
    [SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and no handle, and is cancelled at any time.")]
    private sealed class CommandOutput(
        BackgroundBounds bounds, TimeProvider time, ILateOutput? late, AnonymousPipeClientStream? output, AnonymousPipeClientStream? error, Action<CommandOutput> ended)
    {
        private const int LoggedPiece = 4096;

        // Nobody looks at what is dropped, so all of it goes to the same place.
        private static readonly byte[] Dropped = new byte[64 * 1024];

        // Beyond the bounds no more is read than a full pipe each time: a program that writes without end costs no more than that.
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

        private readonly CancellationTokenSource _closed = new();
        private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly long _began = time.GetTimestamp();
        private long _length;
        private int _isOver;
        private int _streams = (output is null ? 0 : 1) + (error is null ? 0 : 1);

        /// <summary>Whether its time is up, so that others may have its place.</summary>
        public bool IsExpired => time.GetElapsedTime(_began) > bounds.Timeout;

        /// <summary>Completed when nobody holds a pipe any more.</summary>
        public Task Completed => _completed.Task;

        public void Start()
        {
            _ = ReadAsync(OutputKind.Stdout, output);
            _ = ReadAsync(OutputKind.Stderr, error);
        }

        /// <summary>Closes the pipes, and says why in the log.</summary>
        public void Close(string notice)
        {
            late?.Notice(notice);
            _closed.Cancel();
            output?.Dispose();
            error?.Dispose();
        }

        private async Task ReadAsync(OutputKind kind, AnonymousPipeClientStream? stream)
        {
            if (stream is null)
            {
                return;
            }

            try
            {
                byte[] buffer = late is { IsLogged: true } ? new byte[LoggedPiece] : Dropped;
                int count;
                while ((count = await stream.ReadAsync(buffer, _closed.Token).ConfigureAwait(false)) > 0)
                {
                    if (IsWithinBounds(count))
                    {
                        late?.Append(kind, buffer.AsSpan(0, count));
                    }
                    else
                    {
                        buffer = Dropped;
                        await Task.Delay(Pause, _closed.Token).ConfigureAwait(false);
                    }
                }
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // It was closed.
            }

            late?.Complete(kind);
            await stream.DisposeAsync().ConfigureAwait(false);
            if (Interlocked.Decrement(ref _streams) == 0)
            {
                ended(this);
                _completed.TrySetResult();
            }
        }

        private bool IsWithinBounds(int count)
        {
            bool isTooLong = Interlocked.Add(ref _length, count) > bounds.MaxBytes;
            if (!isTooLong && !IsExpired)
            {
                return Volatile.Read(ref _isOver) == 0;
            }

            if (Interlocked.Exchange(ref _isOver, 1) == 0 && late is { IsLogged: true })
            {
                late.Notice(isTooLong
                    ? $"its background processes wrote more than {bounds.MaxBytes} bytes: from here on their output is dropped (Limits:MaxBackgroundOutputBytes)"
                    : $"its background processes run for longer than {bounds.Timeout:c}: from here on their output is dropped (Limits:BackgroundOutputTimeout)");
            }

            return false;
        }
    }
}
