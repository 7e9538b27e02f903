using System.IO.Pipelines;
using System.Runtime.InteropServices;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Transports;

/// <summary>One conversation on a transport: an input pipe, an output pipe where the transport has one, and a peer.</summary>
/// <param name="peer">Who is at the other end.</param>
/// <param name="input">What the peer sends. Its end says that the peer sends no more; whether it still reads, <see cref="HangUp"/> tells.</param>
/// <param name="output">What the peer is answered; null where there is no way back, as on a FIFO.</param>
public class Connection(Peer peer, PipeReader input, PipeWriter? output = null) : IAsyncDisposable
{
    /// <summary>
    /// What a transport puts behind a line whose writer did not end it, and before the line feed that it adds. The server then refuses the line as malformed. No text in UTF-8 ends like this.
    /// </summary>
    public static ReadOnlySpan<byte> UnendedLineMark => [0xff, 0, 0xfe];

    /// <summary>Who is at the other end, as far as the transport knows. The server finds the container.</summary>
    public Peer Peer { get; } = peer;

    /// <summary>What the peer sends.</summary>
    public PipeReader Input { get; } = input;

    /// <summary>What the peer is answered, or null where there is no way back.</summary>
    public PipeWriter? Output { get; } = output;

    /// <summary>
    /// How many of this connection's commands may run at the same time. Default 1: one after the other, in order. At least 1.
    /// With more, the answers of several commands would mix, so it is for connections without an <see cref="Output"/>.
    /// </summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>
    /// Cancelled when the peer has gone and reads no more, even while nothing is read from it or written to it: its command is then ended. A transport
    /// that cannot tell leaves it as it is, never cancelled; a peer that has gone then shows when something is written to it.
    /// </summary>
    public virtual CancellationToken HangUp => CancellationToken.None;

    /// <summary>
    /// A pidfd (pidfd_open(2)) of the process that connected. By it the server finds the peer's container. Default null: the transport or the kernel does not give one. The server closes it once it has read what it
    /// needs; a transport closes it with the connection.
    /// </summary>
    /// <remarks>Give one that cannot be another process's: SO_PEERPIDFD (unix(7)), or one opened while the process certainly lived.</remarks>
    public virtual SafeHandle? ProcessDescriptor => null;

    /// <summary>The two ends of a connection over a network. By them the server finds the peer's container. Default null: there are none, or the container is not to be found.</summary>
    public virtual ConnectionAddresses? Addresses => null;

    /// <summary>Whether the peer may speak lines. Default true; false: only frames.</summary>
    public bool TakesLines { get; init; } = true;

    /// <summary>Why the transport closed the connection, for the log and the peer. Default null: it did not.</summary>
    public virtual Rejection? Fault => null;

    /// <summary>
    /// Ends the input once what the peer had already sent has been read: the server stops. Where it is not overridden, the listener has done so
    /// in <see cref="IConnectionListener.StopAcceptingAsync"/>.
    /// </summary>
    public virtual void EndInput()
    {
    }

    /// <summary>
    /// Whether the server reads and logs lines while the lines before them run. Default false. For a transport whose unread bytes would be lost with the server, as a FIFO's are: it has no <see cref="Output"/>, and
    /// implements <see cref="HoldInput"/>.
    /// </summary>
    public virtual bool ReadsAhead => false;

    /// <summary>Holds the input, or lets it go on. While it is held, the transport reads nothing more from its peer. For a transport that <see cref="ReadsAhead"/>.</summary>
    /// <param name="isHeld">Whether it is held from now on.</param>
    public virtual void HoldInput(bool isHeld)
    {
    }

    /// <summary>
    /// From now on the end of what the peer sends says that it has gone, on a transport that cannot tell the one from the other: the peer speaks frames, and who does has no reason to
    /// end its output before it has its answer.
    /// </summary>
    public virtual void TakeEndForHangUp()
    {
    }

    /// <summary>Sets the budget that received bytes count against until they are read. The server calls it once, before it reads anything. A transport that buffers what it receives overrides it.</summary>
    /// <param name="budget">The budget of the connection's peer.</param>
    public virtual void SetReceiveBudget(IReceiveBudget budget) => ReceiveBudget = budget;

    /// <summary>The budget that was set; null for no bound.</summary>
    internal IReceiveBudget? ReceiveBudget { get; private set; }

    /// <summary>Completes both pipes. A transport adds the closing of what lies below them.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Input.CompleteAsync().ConfigureAwait(false);
        if (Output is not null)
        {
            await Output.CompleteAsync().ConfigureAwait(false);
        }
    }
}
