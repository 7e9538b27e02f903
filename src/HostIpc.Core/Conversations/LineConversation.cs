using System.IO.Pipelines;
using HostIpc.Admission;
using HostIpc.Framing;
using HostIpc.Identity;
using HostIpc.Network;
using HostIpc.Pipeline;
using HostIpc.Protocol;
using HostIpc.Requests;
using HostIpc.Transports;

namespace HostIpc.Conversations;

/// <summary>A conversation in lines: each is a request. On a FIFO nobody is answered; elsewhere the output is the answer.</summary>
internal sealed class LineConversation : IDisposable
{
    private static readonly Rejection OverBudget = new(RejectionReason.Busy, "too much is under way that is not whole yet (Limits:MaxUnreadBytes, Limits:MaxUnreadBytesPerPeer)");

    private readonly Connection _connection;
    private readonly IdentifiedPeer _caller;
    private readonly CommandPipeline _pipeline;
    private readonly LimitOptions _limits;
    private readonly LineReader _lines;
    private readonly CommandIds _ids;
    private readonly LineReply? _reply;
    private readonly CancellationToken _ending;
    private readonly CancellationToken _stopped;

    /// <summary>A conversation without a way back.</summary>
    public LineConversation(Connection connection, IdentifiedPeer caller, CommandIds ids, CommandPipeline pipeline, LimitOptions limits, CancellationToken stopped)
    {
        _connection = connection;
        _caller = caller;
        _ids = ids;
        _pipeline = pipeline;
        _limits = limits;
        _lines = new LineReader(connection.Input, limits.MaxLineBytes);
        _ending = stopped;
        _stopped = stopped;
    }

    /// <summary>A conversation that is answered.</summary>
    public LineConversation(Connection connection, IdentifiedPeer caller, DeadlineInput input, ConnectionLifetime end, CommandIds ids, CommandPipeline pipeline, LimitOptions limits)
        : this(connection, caller, ids, pipeline, limits, end.Stopped)
    {
        _lines = new LineReader(input, limits.MaxLineBytes, connection.ReceiveBudget);
        _reply = new LineReply(connection.Output!, end, limits.IdleTimeout);
        _ending = end.Either;
        Input = input;
    }

    private DeadlineInput? Input { get; }

    /// <summary>Whether what came was an HTTP request. Its conversation has ended then, and nothing of it was run.</summary>
    public bool IsHttp { get; private set; }

    /// <summary>Serves it to the end of its input.</summary>
    public async Task ServeAsync()
    {
        if (_connection.Concurrency == 1)
        {
            await ServeLaneAsync(turn: null).ConfigureAwait(false);
            return;
        }

        // As many lanes as commands may run at once; each takes its next line in turn.
        using var turn = new SemaphoreSlim(1);
        await Task.WhenAll(Enumerable.Range(0, _connection.Concurrency).Select(_ => ServeLaneAsync(turn))).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _lines.Dispose();
        _reply?.Dispose();
    }

    private async Task ServeLaneAsync(SemaphoreSlim? turn)
    {
        if (turn is not null)
        {
            // Commands that are over at once would else leave the other lanes nothing to do.
            await Task.Yield();
        }

        using CommandLane lane = _pipeline.OpenLane(_caller, _reply, output: null, yieldsThread: Input is null ? static () => true : null, _ending, _stopped, _connection.HangUp);
        var request = new LineRequest();
        bool hasEndedAtOnce = false;
        while (true)
        {
            if (turn is not null && !turn.Wait(0, CancellationToken.None))
            {
                // Another connection may want the place meanwhile.
                lane.Place.Leave();
                await turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            }

            bool hasWaited = false;
            try
            {
                // Several lanes hand the turn on before they run; a single one keeps running while commands end at once.
                while (!TryTake(request))
                {
                    hasWaited = true;
                    lane.Place.Leave();
                    if (!await WaitAsync().ConfigureAwait(false))
                    {
                        return;
                    }
                }
            }
            finally
            {
                _ = turn?.Release();
            }

            if (hasEndedAtOnce && !hasWaited)
            {
                // One command for each piece of input that is read, and then it is the others' turn: one peer must not keep the thread for all its requests.
                await Task.Yield();
            }

            RequestResult done = turn is null && Input is null ? RunAtHand(lane, request) : _pipeline.RunAsync(lane, request);
            hasEndedAtOnce = Input is not null && done.IsCompleted;
            if (!done.IsCompleted)
            {
                await done.ConfigureAwait(false);
            }
        }
    }

    private RequestResult RunAtHand(CommandLane lane, LineRequest request)
    {
        RequestResult done;
        do
        {
            done = _pipeline.RunAsync(lane, request);
        }
        while (done.IsCompleted && TryTake(request));

        return done;
    }

    private ValueTask<bool> WaitAsync() => Input is null ? _lines.WaitAsync() : WaitInTimeAsync(Input);

    // A line has this long from when it could have begun; a piece of it does not win more. So ends, too, a client that shows no end of its
    // input but waits for the server's, as nc does by default.
    private async ValueTask<bool> WaitInTimeAsync(DeadlineInput input)
    {
        if (!input.IsExpectingRest)
        {
            input.ExpectRest(_limits.ReceiveTimeout);
        }

        if (IsHttp)
        {
            await _reply!.RejectAsync(new Rejection(RejectionReason.Malformed, "HTTP")).ConfigureAwait(false);
            return false;
        }

        // What was read is refused with a line in the log, also where its client has gone meanwhile.
        CancellationToken ending = _ending.IsCancellationRequested && HoldsSome(input) ? CancellationToken.None : _ending;
        bool isOpen = !_lines.IsOverBudget && await _lines.WaitAsync(ending).ConfigureAwait(false);
        if (_lines.IsOverBudget || _connection.Fault is { Reason: RejectionReason.Busy })
        {
            await _reply!.RejectAsync(OverBudget).ConfigureAwait(false);
            return false;
        }

        if (!input.IsOver)
        {
            return isOpen;
        }

        if (_lines.HasUnfinished)
        {
            await _reply!.RejectAsync(new Rejection(RejectionReason.Malformed, "half a line")).ConfigureAwait(false);
        }

        return false;
    }

    private static bool HoldsSome(DeadlineInput input)
    {
        if (!input.TryRead(out ReadResult result))
        {
            return false;
        }

        input.AdvanceTo(result.Buffer.Start);
        return !result.Buffer.IsEmpty;
    }

    // Line → request. A line that is none is refused as a whole, and the next one is taken.
    private bool TryTake(LineRequest request)
    {
        if (IsHttp || _lines.IsOverBudget || !_lines.TryRead(out Line line))
        {
            return false;
        }

        if (Input is not null && HttpRequestLine.Matches(line.Bytes))
        {
            IsHttp = true;
            return false;
        }

        Input?.Relax();
        request.Set(_ids.Next(), line.Bytes, LineFaults.Find(line, _limits.MaxLineBytes));
        return true;
    }
}
