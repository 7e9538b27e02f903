using System.IO.Pipelines;
using System.Text;
using HostIpc.Execution;
using HostIpc.Framing;
using HostIpc.Policy;

namespace HostIpc.Hosting;

/// <summary>The way back of a conversation in lines: output as it comes, and a line where a request was not run.</summary>
internal sealed class LineReply(PipeWriter output, ConversationEnd end) : ICommandReply, IDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private volatile bool _isOver;

    public CommandControl? Control => null;

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

    public ValueTask RejectAsync(Rejection rejection) =>
        WriteAsync(OutputKind.Output, (byte[])[.. Preface.RejectionStart, .. Encoding.UTF8.GetBytes(rejection.Reason.ToName()), (byte)'\n'], end.Either);
}
