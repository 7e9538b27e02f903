using System.Diagnostics.CodeAnalysis;
using System.IO.Pipes;
using HostIpc.Protocol;

namespace HostIpc.Execution.Linux;

internal sealed partial class BackgroundOutputs
{
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
