namespace HostIpc.Transports.Fifo;

/// <summary>Listens on a FIFO: one connection at a time, for as long as the file at the path is the same.</summary>
internal sealed class FifoListener : IConnectionListener
{
    private readonly FifoReports _reports;
    private readonly FifoOpener _opener;
    private readonly FifoConnectionQueue _queue = new();
    private readonly string _path;
    private readonly int _concurrency;
    private readonly bool _requireLineFeed;
    private FifoPump? _pump;

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

    public ValueTask BindAsync(CancellationToken cancellationToken)
    {
        if (_pump is not null)
        {
            throw new InvalidOperationException("The listener is bound already.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        _pump = FifoPump.Start(_opener, _queue, _reports, new FifoPumpOptions(_concurrency, StopBound, _requireLineFeed));
        return ValueTask.CompletedTask;
    }

    public async ValueTask<Connection?> AcceptAsync(CancellationToken cancellationToken) =>
        await _queue.TakeAsync(cancellationToken).ConfigureAwait(false);

    public ValueTask StopAcceptingAsync()
    {
        _queue.Close();
        _pump?.Stop();
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        if (_pump is not null)
        {
            await _pump.DisposeAsync().ConfigureAwait(false);
        }
    }
}
