using System.IO.Pipelines;
using HostIpc.Interop;
using HostIpc.Policy;
using HostIpc.Protocol;

namespace HostIpc.Transports;

/// <summary>One conversation on a transport: an input pipe, an output pipe where the transport has one, and a peer.</summary>
/// <param name="peer">Who is at the other end.</param>
/// <param name="input">What the peer sends. Its end says that the peer sends no more; whether it still reads, <see cref="HangUp"/> tells.</param>
/// <param name="output">What the peer is answered; null where there is no way back, as on a FIFO.</param>
public class Connection(Peer peer, PipeReader input, PipeWriter? output = null) : IAsyncDisposable
{
    /// <summary>Who is at the other end, as far as the kernel vouches for it. What only an engine knows of its container is there when a request needs it.</summary>
    public Peer Peer { get; internal set; } = peer;

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

    /// <summary>A pidfd of the process that connected, by which its container is found; null where the transport or the kernel does not give one.</summary>
    internal virtual FileDescriptor? ProcessDescriptor => null;

    /// <summary>The two ends of a connection over a network, by which the peer's container is found; null where there are none, or it is not to be looked for.</summary>
    internal virtual ConnectionAddresses? Addresses => null;

    /// <summary>Whether the peer may speak lines; else only frames.</summary>
    internal bool TakesLines { get; init; } = true;

    /// <summary>Why the transport closed the connection; null where it did not.</summary>
    internal virtual Rejection? Fault => null;

    /// <summary>Where the process ran when it connected. It is there before <see cref="Peer"/> has the container.</summary>
    internal PeerPlace Place { get; set; }

    /// <summary>The id of the container that the process belonged to when it connected; null where it has none, or none is known.</summary>
    internal string? ContainerId => Place.ContainerId;

    /// <summary>
    /// Ends the input once what the peer had already sent has been read: the server stops. Where it is not overridden, the listener has done so
    /// in <see cref="IConnectionListener.StopAcceptingAsync"/>.
    /// </summary>
    public virtual void EndInput()
    {
    }

    /// <summary>Whether lines are to be read, and logged, while those before them run. What a FIFO holds is lost with the server, without a trace.</summary>
    internal virtual bool ReadsAhead => false;

    /// <summary>As long as it is held, the transport reads nothing more from its peer. For one that <see cref="ReadsAhead"/>.</summary>
    internal virtual void HoldInput(bool isHeld)
    {
    }

    /// <summary>
    /// From now on the end of what the peer sends says that it has gone, on a transport that cannot tell the one from the other: the peer speaks frames, and who does has no reason to
    /// end its output before it has its answer.
    /// </summary>
    internal virtual void TakeEndForHangUp()
    {
    }

    /// <summary>What is received and not taken yet counts against this from now on, where the transport counts it. To be called before anything is read.</summary>
    internal virtual void SetAccount(UnreadAccount account) => Account = account;

    /// <summary>See <see cref="SetAccount"/>; null for no bound.</summary>
    internal UnreadAccount? Account { get; private set; }

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
