using System.IO.Pipelines;
using System.Text;
using HostIpc.Execution;
using HostIpc.Pipeline;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;

namespace HostIpc.Conversations;

/// <summary>The way back of a conversation in lines: output as it comes, and a line where a request was not run.</summary>
/// <param name="output">Where to.</param>
/// <param name="end">Told when the client has gone.</param>
/// <param name="idleTimeout">How long a client may leave a line about a request unread.</param>
internal sealed class LineReply(PipeWriter output, ConnectionLifetime end, TimeSpan idleTimeout) : ICommandReply, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile bool _isOver;

    public CommandControl? Control => null;

    public bool MixesStreams => true;

    public PipeReader? OpenInput(bool isTaken) => null;

    /// <summary>Nothing more is written. Whoever still waits for a turn, a handler that was left behind say, gets it all the same.</summary>
    public void Dispose() => _isOver = true;

    public async ValueTask WriteAsync(OutputKind kind, ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
    {
        bool isTurn = false;
        try
        {
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
            isTurn = true;
            if (!_isOver && !end.Gone.IsCancellationRequested && (await output.WriteAsync(data, cancellationToken).ConfigureAwait(false)).IsCompleted)
            {
                end.SetGone();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // After a piece that may be torn nothing sensible can follow.
            end.SetGone();
        }
        finally
        {
            _ = isTurn ? _turn.Release() : 0;
        }
    }

    public ValueTask ExitAsync(CommandResult result) => default;

    public async ValueTask RejectAsync(Rejection rejection)
    {
        // Nothing runs meanwhile: who asks and does not read is as good as gone after a while.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(end.Either);
        patience.CancelAfter(idleTimeout);
        byte[] line = [.. Preface.RejectionStart, .. Encoding.UTF8.GetBytes(rejection.Reason.ToName()), (byte)'\n'];
        await WriteAsync(OutputKind.Stdout, line, patience.Token).ConfigureAwait(false);
    }
}
