using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using HostIpc.Admission;
using HostIpc.Conversations;
using HostIpc.Identity;
using HostIpc.Pipeline;
using HostIpc.Protocol;
using HostIpc.Protocol.Framing;
using HostIpc.Timing;
using HostIpc.Transports;

namespace HostIpc.Connections;

/// <summary>Finds out what a connection speaks, and has it served: frames where its first line is the preface, lines otherwise.</summary>
internal sealed class ConnectionHandler(
    CommandPipeline pipeline, LimitsInForce limits, CommandIdCounter ids, RequestLog log, ActiveCommands active, QueryResponder queries, TimeProvider time)
{
    private static readonly Rejection OtherVersion =
        new(RejectionReason.Malformed, $"this server speaks {Encoding.ASCII.GetString(Preface.Line).TrimEnd()}");

    private static readonly Rejection Http = new(RejectionReason.Malformed, "an HTTP request, of a browser perhaps; the connection was closed, and the next minute's are not logged");

    private static readonly Rejection NoLines = new(RejectionReason.Denied, "lines are not taken here (Tcp:Lines), only frames");

    private static readonly TimeSpan RefusalPatience = TimeSpan.FromSeconds(1);

    private readonly LimitOptions _limits = limits.Limits;
    private readonly RateLimit _http = RateLimit.OncePerMinute(time);

    private enum Opening
    {
        Lines,
        Frames,
        OtherVersion,
        Nothing,
    }

    /// <summary>Serves a connection to its end.</summary>
    /// <param name="connection">Whom to serve.</param>
    /// <param name="caller">Who that is.</param>
    /// <param name="stopping">Cancelled when the server stops: what runs goes on, what the peer had sent already is still read.</param>
    /// <param name="stopped">Cancelled when the time to stop has run out: what runs is ended, what comes is refused.</param>
    public async Task ServeAsync(Connection connection, IdentifiedPeer caller, CancellationToken stopping, CancellationToken stopped)
    {
        if (connection.ReadsAhead)
        {
            using var oneWay = new OneWayConversation(connection, caller, new CommandIds(ids), pipeline, _limits, log, active, stopped);
            await oneWay.ServeAsync().ConfigureAwait(false);
            return;
        }

        if (connection.Output is null)
        {
            using var unanswered = new LineConversation(connection, caller, new CommandIds(ids), pipeline, _limits, stopped);
            await unanswered.ServeAsync().ConfigureAwait(false);
            return;
        }

        using var end = new ConnectionLifetime(connection, stopped);
        using var input = new DeadlineInput(connection.Input, time);
        try
        {
            await ServeAsync(connection, caller, input, end, stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.HasCome)
        {
            // It has gone, or has to.
        }
        finally
        {
            if (connection.Fault is { } fault)
            {
                log.Denied(ids.Next(), caller, fault);
            }
        }
    }

    /// <summary>Tells a connection that there are too many, in what it speaks.</summary>
    public async Task RefuseAsync(Connection connection, IdentifiedPeer caller, CancellationToken stopped)
    {
        using var end = new ConnectionLifetime(connection, stopped);
        using var input = new DeadlineInput(connection.Input, time);
        var busy = new Rejection(RejectionReason.Busy, $"{_limits.MaxConnections} connections are open already (Limits:MaxConnections)");
        using var patience = new CancellationTokenSource(RefusalPatience * 2, time);
        using CancellationTokenRegistration over = patience.Token.UnsafeRegister(static state => ((ConnectionLifetime)state!).SetGone(), end);
        try
        {
            input.Expect(RefusalPatience);
            if (await FindOpeningAsync(input, end.Either).ConfigureAwait(false) == Opening.Frames)
            {
                using var frames = OpenFrames(connection, caller, input, end);
                await frames.RejectAsync(busy).ConfigureAwait(false);
            }
            else
            {
                using var lines = new LineReply(connection.Output!, end, _limits.IdleTimeout);
                await lines.RejectAsync(busy).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (end.HasCome)
        {
            // It does not read what it is told.
        }
    }

    private async Task ServeAsync(Connection connection, IdentifiedPeer caller, DeadlineInput input, ConnectionLifetime end, CancellationToken stopping)
    {
        Opening opening;
        using (stopping.UnsafeRegister(static state => ((Connection)state!).EndInput(), connection))
        {
            input.Expect(_limits.ReceiveTimeout);
            opening = await FindOpeningAsync(input, end.Either).ConfigureAwait(false);
            input.Relax();
            if (opening == Opening.Lines && !connection.TakesLines)
            {
                log.Denied(ids.Next(), caller, NoLines);
                using var lines = new LineReply(connection.Output!, end, _limits.IdleTimeout);
                await lines.RejectAsync(NoLines).ConfigureAwait(false);
            }
            else if (opening == Opening.Lines)
            {
                using var lines = new LineConversation(connection, caller, input, end, new CommandIds(ids), pipeline, _limits);
                await lines.ServeAsync().ConfigureAwait(false);
                if (lines.IsHttp && _http.TryTake())
                {
                    log.Denied(ids.Next(), caller, Http);
                }
            }
        }

        if (opening is Opening.Frames or Opening.OtherVersion)
        {
            using var frames = OpenFrames(connection, caller, input, end);
            await (opening == Opening.Frames ? frames.ServeAsync(stopping) : frames.RejectAsync(OtherVersion)).ConfigureAwait(false);
        }
    }

    private FrameConversation OpenFrames(Connection connection, IdentifiedPeer caller, DeadlineInput input, ConnectionLifetime end) =>
        new(connection, caller, input, end, ids, pipeline, _limits, log, queries);

    // A preface is taken off the input, anything else is left there.
    private static async ValueTask<Opening> FindOpeningAsync(DeadlineInput input, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> start = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, Preface.Line.Length));
            byte[] found = start.ToArray();
            int same = found.AsSpan().CommonPrefixLength(Preface.Line);
            bool isOpen = same == found.Length && same < Preface.Line.Length;
            if (isOpen && !result.IsCompleted)
            {
                input.AdvanceTo(start.Start, start.End);
                continue;
            }

            if (same == Preface.Line.Length)
            {
                input.AdvanceTo(start.End);
                return Opening.Frames;
            }

            input.AdvanceTo(start.Start);
            return input.IsOver || found.Length == 0 ? Opening.Nothing
                : same >= Preface.AnyVersion.Length ? Opening.OtherVersion
                : Opening.Lines;
        }
    }
}
