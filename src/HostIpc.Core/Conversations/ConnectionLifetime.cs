using HostIpc.Transports;

namespace HostIpc.Conversations;

/// <summary>The two ends that a conversation can come to before its own: the client goes, or the server's time to stop has run out.</summary>
internal sealed class ConnectionLifetime : IDisposable
{
    private readonly CancellationTokenSource _gone;
    private readonly CancellationTokenSource _either;

    public ConnectionLifetime(Connection connection, CancellationToken stopped)
    {
        Stopped = stopped;
        _gone = CancellationTokenSource.CreateLinkedTokenSource(connection.HangUp);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_gone.Token, stopped);
        Gone = _gone.Token;
        Either = _either.Token;
    }

    /// <summary>Cancelled when the server's time to stop has run out.</summary>
    public CancellationToken Stopped { get; }

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Gone { get; }

    /// <summary>Cancelled at the first of both.</summary>
    public CancellationToken Either { get; }

    /// <summary>Whether it has come to either. True at once after <see cref="SetGone"/>, where the tokens' callbacks may still be on their way.</summary>
    public bool HasCome => Gone.IsCancellationRequested || Stopped.IsCancellationRequested;

    /// <summary>The client has gone, or has done what ends the conversation.</summary>
    public void SetGone()
    {
        try
        {
            _ = _gone.IsCancellationRequested ? Task.CompletedTask : _gone.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // The conversation is over. Who says so is a handler that was left behind.
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _gone.Dispose();
    }
}
