using System.Diagnostics.CodeAnalysis;
using System.IO.Pipes;
using HostIpc.Protocol;

namespace HostIpc.Execution.Linux;

/// <summary>The pipes of one command that has ended, which its background processes hold open.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The token source has no timer and no handle, and is cancelled at any time.")]
internal sealed class BackgroundOutput
{
    private const int LoggedPiece = 4096;

    // Nobody looks at what is dropped, so all of it goes to the same place.
    private static readonly byte[] Dropped = new byte[64 * 1024];

    // Beyond the bounds no more is read than a full pipe each time: a program that writes without end costs no more than that.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private readonly BackgroundBounds _bounds;
    private readonly TimeProvider _time;
    private readonly ILateOutput? _late;
    private readonly AnonymousPipeClientStream? _output;
    private readonly AnonymousPipeClientStream? _error;
    private readonly Action<BackgroundOutput> _ended;
    private readonly CancellationTokenSource _closed = new();
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _began;
    private long _length;
    private int _isOver;
    private int _streams;

    public BackgroundOutput(
        BackgroundBounds bounds, TimeProvider time, ILateOutput? late, AnonymousPipeClientStream? output, AnonymousPipeClientStream? error, Action<BackgroundOutput> ended)
    {
        _bounds = bounds;
        _time = time;
        _late = late;
        _output = output;
        _error = error;
        _ended = ended;
        _began = time.GetTimestamp();
        _streams = (output is null ? 0 : 1) + (error is null ? 0 : 1);
    }

    /// <summary>Whether its time is up, so that others may have its place.</summary>
    public bool IsExpired => _time.GetElapsedTime(_began) > _bounds.Timeout;

    /// <summary>Completed when nobody holds a pipe any more.</summary>
    public Task Completed => _completed.Task;

    /// <summary>Begins to read.</summary>
    public void Start()
    {
        _ = ReadAsync(OutputKind.Stdout, _output);
        _ = ReadAsync(OutputKind.Stderr, _error);
    }

    /// <summary>Closes the pipes.</summary>
    /// <param name="notice">Why, for the log.</param>
    public void Close(string notice)
    {
        _late?.Notice(notice);
        _closed.Cancel();
        _output?.Dispose();
        _error?.Dispose();
    }

    private async Task ReadAsync(OutputKind kind, AnonymousPipeClientStream? stream)
    {
        if (stream is null)
        {
            return;
        }

        try
        {
            byte[] buffer = _late is { IsLogged: true } ? new byte[LoggedPiece] : Dropped;
            int count;
            while ((count = await stream.ReadAsync(buffer, _closed.Token).ConfigureAwait(false)) > 0)
            {
                if (IsWithinBounds(count))
                {
                    _late?.Append(kind, buffer.AsSpan(0, count));
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

        _late?.Complete(kind);
        await stream.DisposeAsync().ConfigureAwait(false);
        if (Interlocked.Decrement(ref _streams) == 0)
        {
            _ended(this);
            _completed.TrySetResult();
        }
    }

    private bool IsWithinBounds(int count)
    {
        bool isTooLong = Interlocked.Add(ref _length, count) > _bounds.MaxBytes;
        if (!isTooLong && !IsExpired)
        {
            return Volatile.Read(ref _isOver) == 0;
        }

        if (Interlocked.Exchange(ref _isOver, 1) == 0 && _late is { IsLogged: true } late)
        {
            late.Notice(isTooLong
                ? $"its background processes wrote more than {_bounds.MaxBytes} bytes: from here on their output is dropped (Limits:MaxBackgroundOutputBytes)"
                : $"its background processes run for longer than {_bounds.Timeout:c}: from here on their output is dropped (Limits:BackgroundOutputTimeout)");
        }

        return false;
    }
}
