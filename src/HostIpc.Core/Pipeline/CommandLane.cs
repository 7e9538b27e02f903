using System.Runtime.CompilerServices;
using HostIpc.Admission;
using HostIpc.Execution;
using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Pipeline;

/// <summary>
/// Where requests come from, one at a time: who asks, how it is answered, and what ends it. A conversation in lines has one for each of its commands that may run at the same time, a request in a frame one
/// of its own. It knows a request only while that waits or runs, to list it and to have it ended.
/// </summary>
internal sealed partial class CommandLane : IActiveCommands, IDisposable
{
    /// <summary>Why a request is not run: the server stops.</summary>
    public static readonly Rejection Stopping = new(RejectionReason.ShuttingDown, "the server stops");

    /// <summary>Why a request is not run: the operator ended it.</summary>
    public static readonly Rejection EndedByOperator = new(RejectionReason.Failed, "it was ended by hostipcd kill before it could be run");

    private static readonly Rejection Gone = new(RejectionReason.Failed, "the client had gone before it could be run");

    private readonly TimeProvider _time;
    private readonly ActiveCommands _active;
    private readonly CancellationToken _outerEnding;
    private readonly Lock _lock = new();
    private CancellationTokenSource _end;
    private ReceivedRequest _request;
    private string? _state;
    private long _since;
    private bool _isEndSpent;
    private bool _isListed; // with the first request that does not end at once
    private IOutputSink? _atOnce;

    /// <param name="caller">Who asks.</param>
    /// <param name="place">The place that a command has while it runs.</param>
    /// <param name="active">Lists what runs and waits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="ending">Cancelled when what runs is to be ended.</param>
    public CommandLane(IdentifiedPeer caller, CommandAdmission.Place place, ActiveCommands active, TimeProvider time, CancellationToken ending)
    {
        Caller = caller;
        Place = place;
        _active = active;
        _time = time;
        _outerEnding = ending;
        _end = CancellationTokenSource.CreateLinkedTokenSource(ending);
    }

    /// <summary>Who asks.</summary>
    public IdentifiedPeer Caller { get; }

    /// <summary>The place that a command has while it runs.</summary>
    public CommandAdmission.Place Place { get; }

    /// <summary>The way back to the client; null where nobody waits for an answer.</summary>
    public ICommandReply? Reply { get; init; }

    /// <summary>Gets the output, beside the log: the reply, or what an application reads. Null for the log alone.</summary>
    public IOutputSink? Output { get; init; }

    /// <summary>Whether the thread that starts its commands has more to do than to run them; null where it never has.</summary>
    public Func<bool>? YieldsThread { get; init; }

    /// <summary>Cancelled when the server's time to stop has run out.</summary>
    public CancellationToken ServerStopped { get; init; }

    /// <summary>Cancelled when the client has gone. <see cref="Ending"/> is a moment late: it is linked to this, and links are followed on the thread pool.</summary>
    public CancellationToken HangUp { get; init; }

    /// <summary>Cancelled when the command is to be ended.</summary>
    public CancellationToken Ending => _end.Token;

    /// <summary>Why a request is not run that is not to begin, or was to end before it did.</summary>
    public Rejection EndReason => ServerStopped.IsCancellationRequested ? Stopping : IsEndedByOperator ? EndedByOperator : Gone;

    private bool IsEndedByOperator => _end.IsCancellationRequested && !_outerEnding.IsCancellationRequested;

    /// <summary>The next request begins. False where it is not to be run.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryBegin() => !(_end.IsCancellationRequested || HangUp.IsCancellationRequested) || TryRenew();

    /// <summary>A refusal of what was read and is not to be run, since its client has gone or the server has stopped.</summary>
    public static Rejection GoneOr(CancellationToken stopped) => stopped.IsCancellationRequested ? Stopping : Gone;

    /// <summary>The output that a command without a definition left for the next one, since it ended at once; null for none. So a line of a FIFO allocates nothing.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public IOutputSink? TakeOutput(Command? command) => command is null ? _atOnce : null;

    /// <summary>Leaves an output for the next command: see <see cref="TakeOutput"/>.</summary>
    public void LeaveOutput(IOutputSink output, Command? command) => _atOnce = command is null ? output : null;

    /// <summary>Leaves none: the command lives longer than its line, or its peer is another.</summary>
    public void LeaveNoOutput() => _atOnce = null;

    /// <summary>No more requests come.</summary>
    public void Dispose()
    {
        if (_isListed)
        {
            _active.Remove(this);
        }

        Place.Dispose();
        _end.Dispose();
    }

    private void Forget()
    {
        lock (_lock)
        {
            _isEndSpent |= _state == ActiveCommand.Ending;
            (_state, _request) = (null, default);
        }
    }

    // What the operator ended was an earlier request.
    private bool TryRenew()
    {
        lock (_lock)
        {
            if (!_isEndSpent || !IsEndedByOperator || HangUp.IsCancellationRequested)
            {
                return false;
            }

            _isEndSpent = false;
            _end.Dispose();
            _end = CancellationTokenSource.CreateLinkedTokenSource(_outerEnding);
            return !_end.IsCancellationRequested;
        }
    }
}
