using HostIpc.Hosting;

namespace HostIpc.Transports.Fifo;

/// <summary>
/// The thread that reads the FIFO. A thread of its own, blocked in poll(2), and not the framework's epoll and thread pool: a writer
/// that leaves without ending its line and the next one's bytes can be 20 µs apart, and only who is awake in between can tell
/// them apart. It must never die: what nobody expected is told, and the FIFO opened anew.
/// </summary>
internal sealed class FifoPump : IAsyncDisposable
{
    private const int RetryMilliseconds = 500;
    private const int AbandonedMilliseconds = 1000;

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FifoOpener _opener;
    private readonly FifoConnectionQueue _queue;
    private readonly FifoReports _reports;
    private readonly FifoPumpOptions _options;
    private readonly StopSignal _stop = new(static message => new EndpointException(message));
    private WriterWatch? _watch;
    private long _disposedAt = long.MaxValue;

    private FifoPump(FifoOpener opener, FifoConnectionQueue queue, FifoReports reports, FifoPumpOptions options)
    {
        _opener = opener;
        _queue = queue;
        _reports = reports;
        _options = options;
    }

    /// <summary>Takes possession of the FIFO, has its connection ready, and starts to read.</summary>
    /// <exception cref="EndpointException">It cannot be had.</exception>
    public static FifoPump Start(FifoOpener opener, FifoConnectionQueue queue, FifoReports reports, FifoPumpOptions options)
    {
        var pump = new FifoPump(opener, queue, reports, options);
        try
        {
            pump._watch = new WriterWatch(options.RequireLineFeed);
            var session = pump.Begin(pump.Open());
            new Thread(() => pump.Run(session)) { IsBackground = true, Name = "HostIpc FIFO" }.UnsafeStart();
            return pump;
        }
        catch
        {
            pump.Release();
            throw;
        }
    }

    public void Stop() => _stop.Set();

    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _disposedAt, Environment.TickCount64);
        _stop.Set();
        await _ended.Task.ConfigureAwait(false);
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
        while (isUrgent || !Poller.Wait(_stop.Number, -1, RetryMilliseconds))
        {
            isUrgent = false;
            try
            {
                var file = Open();
                _reports.Available();
                _reports.Incident(incident);
                return file;
            }
            catch (EndpointException exception)
            {
                _reports.Unavailable(exception.Message);
            }
            catch (Exception exception)
            {
                _reports.Unavailable($"the FIFO cannot be opened: {exception.Message}");
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

        var input = new FifoInput(file);
        var connection = new FifoConnection(input.Reader) { Concurrency = _options.Concurrency };
        if (!_queue.TryAdd(connection))
        {
            file.Dispose();
            return null;
        }

        return new FifoSession(file, input, connection, _watch!, _stop, _options.RequireLineFeed, _reports.Logger)
        {
            EndBound = _options.EndBound,
            IsAbandoned = () => Environment.TickCount64 - Volatile.Read(ref _disposedAt) >= AbandonedMilliseconds,
        };
    }

    private void Release()
    {
        _watch?.Dispose();
        _stop.Dispose();
    }
}
