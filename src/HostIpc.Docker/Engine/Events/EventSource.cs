using System.Runtime.CompilerServices;
using HostIpc.Docker.Engine.Http;
using HostIpc.Docker.Engine.Payloads;

namespace HostIpc.Docker.Engine.Events;

/// <summary>The events of an engine, from connection to connection.</summary>
/// <remarks>
/// An engine sends the head of its answer before it subscribes the connection to its events (moby's system router), so what happens right behind the head would be missed by
/// one that asks for nothing of before. Every connection does: the first for what happened since the reading began, by the engine's own clock, the others for what was not handed out.
/// </remarks>
internal sealed partial class EventSource(EngineApi api, EventOptions options, DaemonPresence presence)
{
    private const int BadRequest = 400;

    // A connection that lived for so long was none that failed.
    private static readonly TimeSpan LongLife = TimeSpan.FromSeconds(10);

    // From attempt to attempt twice as long.
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly long _began = api.Time.GetTimestamp();
    private EventMemory? _memory;
    private DockerException? _failure;
    private long _connected;
    private int _connections;
    private bool _isReported;
    private TimeSpan _delay = FirstDelay;

    /// <summary>Reads without end. Each time it is begun anew, it knows of no other.</summary>
    public static async IAsyncEnumerable<DockerEvent> ReadAsync(
        EngineApi api, EventOptions options, DaemonPresence presence, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var source = new EventSource(api, options, presence);
        while (true)
        {
            EngineConnection? connection = await source.TryConnectAsync(cancellationToken).ConfigureAwait(false);
            if (connection is not null)
            {
                await using (connection.ConfigureAwait(false))
                {
                    source.ReportConnected();
                    var lines = new EventLines(connection.Content);
                    while (await source.TryReadAsync(lines, cancellationToken).ConfigureAwait(false) is { } next)
                    {
                        yield return next;
                    }
                }
            }

            source.ReportDisconnected();
            await Task.Delay(source._delay, api.Time, cancellationToken).ConfigureAwait(false);
            source._delay = source._delay * 2 < LongestDelay ? source._delay * 2 : LongestDelay;
        }
    }

    private async Task<EngineConnection?> TryConnectAsync(CancellationToken cancellationToken)
    {
        if (presence.IsDormant())
        {
            _failure = new DockerException(DaemonPresence.DormantReason);
            return null;
        }

        try
        {
            _memory ??= new EventMemory(await FindStartAsync(cancellationToken).ConfigureAwait(false));
            QueryText query = new QueryText().Add("since", QueryText.Seconds(_memory.Since)).Add("filters", options.Filter?.ToString());
            EngineAnswer answer = await api.OpenAsync(EngineRequest.Get($"/events{query}"), cancellationToken).ConfigureAwait(false);
            _memory.BeginConnection();
            return answer.Connection;
        }
        catch (DockerException e) when (!(e.Status == BadRequest && _connections == 0))
        {
            // What is refused as wrong at first, such as a filter, stays wrong.
            _failure = e;
            return null;
        }
    }

    private async Task<long> FindStartAsync(CancellationToken cancellationToken)
    {
        if (options.Since is { } since)
        {
            return QueryText.Nanoseconds(since);
        }

        DockerInfo info = await api.ReadAsync(EngineRequest.Get("/info"), AnswerJson.Default.InfoAnswer, "the engine", InfoAnswer.ToInfo, cancellationToken).ConfigureAwait(false);
        return QueryText.Nanoseconds(info.SystemTime - api.Time.GetElapsedTime(_began));
    }

    // The next event that was not handed out; null when the connection is over.
    private async ValueTask<DockerEvent?> TryReadAsync(EventLines lines, CancellationToken cancellationToken)
    {
        try
        {
            do
            {
                while (lines.TryRead(out ReadOnlySpan<byte> line))
                {
                    DockerEvent next = AnswerJson.Default.EventAnswer.Read(line, "an event", EventAnswer.ToEvent);
                    if (_memory!.IsNew(line, next.TimeNanoseconds))
                    {
                        _delay = FirstDelay;
                        return next;
                    }
                }
            }
            while (await lines.WaitAsync(cancellationToken).ConfigureAwait(false));

            _failure = null;
        }
        catch (IOException e)
        {
            _failure = e as DockerException ?? new DockerException(e.Message, e);
        }

        if (api.Time.GetElapsedTime(_connected) > LongLife)
        {
            _delay = FirstDelay;
        }

        return null;
    }

    private void ReportConnected()
    {
        _connected = api.Time.GetTimestamp();
        _connections++;
        _isReported = false;
        options.ConnectionChanged?.Invoke(new DockerConnectionState(_connections, null, isConnected: true));
    }

    // Once, not for every attempt.
    private void ReportDisconnected()
    {
        if (!_isReported)
        {
            _isReported = true;
            options.ConnectionChanged?.Invoke(new DockerConnectionState(_connections, _failure, isConnected: false));
        }
    }
}
