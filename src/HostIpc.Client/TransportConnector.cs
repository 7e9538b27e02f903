namespace HostIpc.Client;

/// <summary>Connects by an application's own transport.</summary>
internal static class TransportConnector
{
    /// <exception cref="HostIpcConnectionException">There is no connection: the message says why.</exception>
    public static async ValueTask<Stream> ConnectAsync(ClientTransport transport, Waiting waiting, TimeProvider time, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(waiting.Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        Task<Stream>? connecting = null;
        try
        {
            connecting = transport.ConnectAsync(either.Token).AsTask();
            return await connecting.WaitAsync(either.Token).ConfigureAwait(false);
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
}
