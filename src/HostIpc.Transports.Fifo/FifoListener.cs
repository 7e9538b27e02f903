using System.Threading.Channels;
using HostIpc.Hosting;

namespace HostIpc.Transports.Fifo;

/// <summary>Listens on a FIFO: one connection at a time, for as long as the file at the path is the same.</summary>
/// <remarks>
/// A thread of its own reads, blocked in poll(2), and not the framework's epoll and thread pool: a writer that leaves without ending its line and the next one's bytes can be 20 µs apart, and only who is awake in
/// between can tell them apart. It must never die: what nobody expected is told, and the FIFO opened anew.
/// </remarks>
internal sealed class FifoListener : IConnectionListener
{
    private const int RetryMilliseconds = 500;
    private const int AbandonedMilliseconds = 1000;

    private readonly Channel<FifoConnection> _connections = Channel.CreateUnbounded<FifoConnection>();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FifoReports _reports;
    private readonly FifoOpener _opener;
    private readonly SingleThreadScheduler _readers = new();
    private readonly string _path;
    private readonly int _concurrency;
    private readonly bool _requireLineFeed;
    private Task _previous = Task.CompletedTask;
    private StopSignal? _stop;
    private WriterWatch? _watch;
    private long _disposedAt = long.MaxValue;

    public FifoListener(FifoOptions options, FifoReports reports)
    {
        options.Validate();
        _path = Path.GetFullPath(options.Path);
        _concurrency = options.Concurrency;
        _requireLineFeed = options.RequireLineFeed;
        _reports = reports;
        _opener = new FifoOpener(_path, (uint)options.Mode, reports);
    }

    public string Endpoint => $"fifo:{_path}";

    /// <summary>After how many bytes that arrive after the stop the FIFO is closed although writers go on: what the largest pipe holds by default.</summary>
    internal long StopBound { get; init; } = 1 << 20;

    /// <summary>Takes possession of the FIFO, has its connection ready, and starts to read.</summary>
    /// <exception cref="EndpointException">It cannot be had.</exception>
    public ValueTask BindAsync(CancellationToken cancellationToken)
    {
        if (_stop is not null)
        {
            throw new InvalidOperationException("The listener is bound already.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            _stop = new StopSignal(static message => new EndpointException(message));
            _watch = new WriterWatch(_requireLineFeed);
            var session = Begin(Open());
            new Thread(() => Run(session)) { IsBackground = true, Name = "HostIpc FIFO" }.UnsafeStart();
            return ValueTask.CompletedTask;
        }
        catch
        {
            Release();
            _stop = null;
            throw;
        }
    }

    // The next one only when the server is done with the one before: the commands of a FIFO run in the order of their lines, also across a FIFO that was deleted and made anew. After the stop there is no time for that.
    public async ValueTask<Connection?> AcceptAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAny(_previous, _closed.Task).WaitAsync(cancellationToken).ConfigureAwait(false);
        while (await _connections.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_connections.Reader.TryRead(out var connection))
            {
                _previous = connection.Disposed;
                return connection;
            }
        }

        return null;
    }

    // What is ready can still be accepted.
    public ValueTask StopAcceptingAsync()
    {
        _connections.Writer.TryComplete();
        _closed.TrySetResult();
        _stop?.Set();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _disposedAt, Environment.TickCount64);
        await StopAcceptingAsync().ConfigureAwait(false);
        if (_stop is not null)
        {
            await _ended.Task.ConfigureAwait(false);
        }
    }

    private void Run(FifoSession? session)
    {
        while (session is not null)
        {
            session = Begin(Serve(session));
        }

        Release();
        _ended.TrySetResult();
    }

    // Returns the file to go on with, or null when there is nothing to go on with.
    private FifoFile? Serve(FifoSession session)
    {
        try
        {
            var end = session.Run(out var loss);
            return end switch
            {
                FifoSessionEnd.ReaderGone => session.File,
                FifoSessionEnd.Lost => Reopen($"{session.File.Path} {loss}", isUrgent: true),
                _ => null,
            };
        }
        catch (Exception exception)
        {
            _reports.Logger.Failed(session.File.Path, exception);
            session.File.Dispose();
            return Reopen($"{session.File.Path} could not be read: opened anew", isUrgent: false);
        }
        finally
        {
            session.Complete();
        }
    }

    private FifoFile? Reopen(string incident, bool isUrgent)
    {
        _watch!.Unwatch();
        while (isUrgent || !Poller.Wait(_stop!.Number, -1, RetryMilliseconds))
        {
            isUrgent = false;
            try
            {
                var file = Open();
                _reports.Available();
                _reports.Incident(incident);
                return file;
            }
            catch (Exception exception)
            {
                _reports.Unavailable(exception is EndpointException ? exception.Message : $"the FIFO cannot be opened: {exception.Message}");
            }
        }

        return null;
    }

    private FifoFile Open()
    {
        var file = _opener.Open();
        try
        {
            _watch!.Watch(file.Descriptor);
            _reports.Logger.Serving(file.Path);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private FifoSession? Begin(FifoFile? file)
    {
        if (file is null)
        {
            return null;
        }

        var input = new FifoInput(file, _readers);
        var connection = new FifoConnection(input.Reader) { Concurrency = _concurrency };
        if (!_connections.Writer.TryWrite(connection))
        {
            file.Dispose();
            return null;
        }

        return new FifoSession(file, input, connection, _watch!, _stop!, _requireLineFeed, _reports.Logger)
        {
            EndBound = StopBound,
            IsAbandoned = () => Environment.TickCount64 - Volatile.Read(ref _disposedAt) >= AbandonedMilliseconds,
        };
    }

    private void Release()
    {
        _readers.Dispose();
        _watch?.Dispose();
        _stop?.Dispose();
    }
}
