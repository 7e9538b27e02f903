namespace HostIpc.Client;

internal sealed partial class ServerEndpoint
{
    private static async ValueTask<TransportStream> ConnectTransportAsync(ClientTransport transport, Waiting waiting, TimeProvider time, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(waiting.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        Task<Stream>? connecting = null;
        try
        {
            connecting = transport.ConnectAsync(either.Token).AsTask();
            return new TransportStream(await connecting.WaitAsync(either.Token).ConfigureAwait(false));
        }
        catch (Exception e) when (e is not HostIpcException)
        {
            _ = DisposeLateAsync(connecting);
            cancellationToken.ThrowIfCancellationRequested();
            throw new HostIpcConnectionException(
                $"no connection to {transport.Endpoint}: {(bound.IsCancellationRequested ? $"the transport did not connect within {waiting.Limit.TotalSeconds} s ({waiting.Setting})" : e.Message)}", e);
        }
    }

    // A transport that ignores its token may still connect.
    private static async Task DisposeLateAsync(Task<Stream>? connecting)
    {
        try
        {
            if (connecting is not null)
            {
                await (await connecting.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // Nobody waits for it any more.
        }
    }

    /// <summary>
    /// A stream of an application's own transport. Such a stream cannot be asked whether something waits in it. So one byte is read ahead while no command runs: this read stays pending where the connection
    /// is quiet, and its byte comes first afterwards.
    /// </summary>
    /// <param name="stream">Connected. Owned from now on.</param>
    private sealed class TransportStream(Stream stream) : ConnectionStream
    {
        private readonly CancellationTokenSource _closing = new();
        private readonly byte[] _ahead = new byte[1];
        private Task<int>? _readingAhead;
        private int _isDisposed;

        public override bool IsQuiet
        {
            get
            {
                if (Volatile.Read(ref _isDisposed) != 0)
                {
                    return false;
                }

                _readingAhead ??= ReadInnerAsync(_ahead).AsTask();
                return !_readingAhead.IsCompleted;
            }
        }

        // Every wait may be long.
        public override void BeforeWaiting(Action waiting) => waiting();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            _readingAhead is null || buffer.IsEmpty ? ReadInnerAsync(buffer) : TakeAheadAsync(_readingAhead, buffer);

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            try
            {
                await stream.WriteAsync(buffer, _closing.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not IOException)
            {
                throw Broken(e);
            }
        }

        public override async Task FlushAsync(CancellationToken cancellationToken)
        {
            try
            {
                await stream.FlushAsync(_closing.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not IOException)
            {
                throw Broken(e);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            {
                // The token ends who waits where the stream's disposal does not. Not in place: who disposes may hold a lock.
                _ = _closing.CancelAsync();
                stream.Dispose();
                _ = _readingAhead?.ContinueWith(static reading => reading.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }

            base.Dispose(disposing);
        }

        // Whatever a stream throws, the writer is told of it as of a socket's end.
        private static IOException Broken(Exception exception) => new(exception.Message, exception);

        private async ValueTask<int> ReadInnerAsync(Memory<byte> buffer) => await stream.ReadAsync(buffer, _closing.Token).ConfigureAwait(false);

        private async ValueTask<int> TakeAheadAsync(Task<int> readingAhead, Memory<byte> buffer)
        {
            int count = await readingAhead.ConfigureAwait(false);
            _readingAhead = null;
            _ahead.AsSpan(0, count).CopyTo(buffer.Span);
            return count;
        }
    }
}
