using System.Runtime.CompilerServices;
using HostIpc.Docker.Http;
using HostIpc.Docker.Payloads;

namespace HostIpc.Docker.Events;

/// <summary>The events of an engine, from connection to connection.</summary>
/// <remarks>
/// An engine sends the head of its answer before it subscribes the connection to its events (moby's system router), so what happens right behind the head would be missed by
/// one that asks for nothing of before. Every connection does: the first for what happened since the reading began, by the engine's own clock, the others for what was not handed out.
/// </remarks>
internal sealed class EventSource(EngineApi api, EventOptions options, DaemonPresence presence)
{
    private const int BadRequest = 400;

    // A connection that lived for so long was none that failed.
    private static readonly TimeSpan LongLife = TimeSpan.FromSeconds(10);

    private readonly ReconnectDelay _delay = new(api.Time);
    private readonly long _began = api.Time.GetTimestamp();
    private EventMemory? _memory;
    private DockerException? _failure;
    private int _connections;
    private bool _isTold;

    public async IAsyncEnumerable<DockerEvent> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            HttpExchange? exchange = presence.IsDormant() ? Dormant() : await TryConnectAsync(cancellationToken).ConfigureAwait(false);
            if (exchange is not null)
            {
                await using (exchange.ConfigureAwait(false))
                {
                    TellConnected();
                    long connected = api.Time.GetTimestamp();
                    var lines = new EventLines(exchange.Body);
                    while (await TryReadAsync(lines, cancellationToken).ConfigureAwait(false) is { } next)
                    {
                        _delay.Reset();
                        yield return next;
                    }

                    if (api.Time.GetElapsedTime(connected) > LongLife)
                    {
                        _delay.Reset();
                    }
                }
            }

            TellDisconnected();
            await _delay.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private HttpExchange? Dormant()
    {
        _failure = new DockerException("no dockerd runs, and connecting would have systemd start it");
        return null;
    }

    private async Task<HttpExchange?> TryConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            _memory ??= new EventMemory(await FindStartAsync(cancellationToken).ConfigureAwait(false));
            QueryText query = new QueryText().Add("since", QueryText.Seconds(_memory.Since)).Add("filters", options.Filter?.ToString());
            HttpAnswer answer = await api.OpenAsync(new HttpRequest("GET", $"/events{query}"), cancellationToken).ConfigureAwait(false);
            _memory.BeginConnection();
            return answer.Exchange;
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
            return (since.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
        }

        HttpAnswer answer = await api.SendAsync(new HttpRequest("GET", "/info"), cancellationToken).ConfigureAwait(false);
        DateTimeOffset start = EnginePayload.ReadInfo(answer.Content).SystemTime - api.Time.GetElapsedTime(_began);
        return (start.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
    }

    // The next event that was not handed out; null when the connection is over.
    private async ValueTask<DockerEvent?> TryReadAsync(EventLines lines, CancellationToken cancellationToken)
    {
        try
        {
            while (await lines.ReadAsync(cancellationToken).ConfigureAwait(false) is { IsEmpty: false } line)
            {
                DockerEvent next = EventPayload.Read(line);
                if (_memory!.IsNew(line.Span, next.TimeNanoseconds))
                {
                    return next;
                }
            }

            _failure = null;
        }
        catch (DockerException e)
        {
            _failure = e;
        }
        catch (IOException e)
        {
            _failure = new DockerException(e.Message, e);
        }

        return null;
    }

    private void TellConnected()
    {
        _connections++;
        _isTold = false;
        options.ConnectionChanged?.Invoke(new DockerConnectionState(_connections, null, isConnected: true));
    }

    // Once, not for every attempt.
    private void TellDisconnected()
    {
        if (!_isTold)
        {
            _isTold = true;
            options.ConnectionChanged?.Invoke(new DockerConnectionState(_connections, _failure, isConnected: false));
        }
    }
}
