using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Network;
using HostIpc.Timing;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Lifecycle;

/// <summary>Takes what notifiers say on their connections.</summary>
/// <remarks>
/// Any container of the bridge can connect, so all of it is bounded: how many are connected, for how long, how many lines each says and how long they are, and how much of what is ignored is
/// logged and answered. Nothing that one does costs another more than its place, and not even that: where all places are taken, the oldest connection of the address that has the most is closed for the
/// new one. A notifier speaks as soon as it has connected, and so has been heard by then.
/// </remarks>
internal sealed class NotifierConnections(AddressFilter allowed, DaemonLifecycle lifecycle, ICommandLog log, ILogger logger, TimeProvider time) : IDisposable
{
    public const int MaxConnectionsUpperBound = 64;
    public const int MaxLines = 16;
    public const int MaxLineBytesUpperBound = 1024;

    /// <summary>Of lines that are ignored, how many a minute are logged and answered.</summary>
    public const int MaxIgnored = 60;

    /// <summary>How long one may take for all that it says.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan IgnoredSpan = TimeSpan.FromMinutes(1);

    private readonly CancellationTokenSource _stopping = new();
    private readonly RateLimit _turnedAway = RateLimit.OncePerMinute(time);
    private readonly RateLimit _http = RateLimit.OncePerMinute(time);
    private readonly NotifierPlaces _places = new(MaxConnectionsUpperBound);
    private readonly RateLimit _ignored = new(MaxIgnored, IgnoredSpan, time);

    /// <summary>Takes a connection, and does not wait for what it says.</summary>
    public void Take(Socket socket)
    {
        if (RemoteOf(socket) is not { } remote)
        {
            socket.Dispose();
        }
        else if (!allowed.Allows(remote.Address))
        {
            TurnAway(socket, remote, "its address is not let in (Lifecycle:AllowFrom)");
        }
        else
        {
            NotifierPlace place = _places.Take(remote.Address, out NotifierPlace? displaced);
            if (displaced is not null)
            {
                displaced.End();
                if (_turnedAway.TryTake())
                {
                    logger.TurnedAway(displaced.Address.ToString(), string.Create(CultureInfo.InvariantCulture, $"{MaxConnectionsUpperBound} are connected, and it is the oldest of the address that has the most"));
                }
            }

            _ = ServeAsync(socket, new Peer("tcp") { Address = remote.ToString() }, place);
        }
    }

    /// <summary>Ends all of them.</summary>
    public void Dispose() => _stopping.Cancel();

    // Null where it has gone already. An IPv4 address is shown as itself, also where the socket is one for both.
    private static IPEndPoint? RemoteOf(Socket socket)
    {
        try
        {
            return socket.RemoteEndPoint is not IPEndPoint remote ? null
                : remote.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(remote.Address.MapToIPv4(), remote.Port)
                : remote;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    // By a reset: a notifier that looks can tell it from having been heard.
    private void TurnAway(Socket socket, IPEndPoint remote, string reason)
    {
        socket.Close(timeout: 0);
        if (_turnedAway.TryTake())
        {
            logger.TurnedAway(remote.ToString(), reason);
        }
    }

    private async Task ServeAsync(Socket socket, Peer peer, NotifierPlace place)
    {
        // What it has sent already would else be heard before the next is accepted.
        await Task.Yield();
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stopping.Token, place.Displaced);
            await HearAsync(socket, peer, either.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A full disk behind the log, or no descriptors: it costs this connection.
            logger.AcceptFailed(peer.ToString(), e.Message);
        }
        finally
        {
            _places.Leave(place);
            place.Dispose();
            socket.Dispose();
        }
    }

    private async Task HearAsync(Socket socket, Peer peer, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxLineBytesUpperBound];
        int count = 0;
        int lines = 0;
        bool isOver = false;
        while (!isOver)
        {
            int read = await ReceiveAsync(socket, buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
            count += read;
            int start = 0;
            for (; lines < MaxLines && buffer.AsSpan(start, count - start).IndexOf((byte)'\n') is var length and >= 0; lines++)
            {
                if (HttpRequestLine.Matches(buffer.AsSpan(start, length)))
                {
                    IgnoreHttp(peer);
                    return;
                }

                await TakeLineAsync(socket, peer, buffer.AsMemory(start, length), cancellationToken).ConfigureAwait(false);
                start += length + 1;
            }

            buffer.AsSpan(start, count - start).CopyTo(buffer);
            count -= start;
            isOver = read == 0 || count == buffer.Length || lines == MaxLines;
        }

        if (lines < MaxLines)
        {
            // The last one may lack its LF, and one that is too long is none in any case.
            await TakeLineAsync(socket, peer, buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
        else if (count > 0 && MayIgnoreAloud(peer))
        {
            Ignore(peer, string.Create(CultureInfo.InvariantCulture, $"Ignoring what comes after {MaxLines} lines"));
        }
    }

    // 0 at its end, whether it closed, broke or took too long: what it has said by then counts.
    private static async ValueTask<int> ReceiveAsync(Socket socket, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await socket.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            return 0;
        }
    }

    private async ValueTask TakeLineAsync(Socket socket, Peer peer, ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        line = NotifierLine.Trim(line);
        if (NotifierLine.Parse(line.Span) is { } change)
        {
            lifecycle.Tell(change, peer);
        }
        else if (!line.IsEmpty && MayIgnoreAloud(peer))
        {
            string ignored = NotifierLine.Refuse(line.Span);
            Ignore(peer, ignored);
            await AnswerAsync(socket, ignored, cancellationToken).ConfigureAwait(false);
        }
    }

    // What a web page has a browser send: the body would be lines, and one of them stop.
    private void IgnoreHttp(Peer peer)
    {
        if (_http.TryTake())
        {
            Ignore(peer, "Ignoring an HTTP request, of a browser perhaps; the connection was closed, and the next minute's are not logged");
        }
    }

    private bool MayIgnoreAloud(Peer peer)
    {
        bool may = _ignored.TryTake(out long suppressed);
        if (!may && suppressed == 1)
        {
            Ignore(peer, string.Create(CultureInfo.InvariantCulture, $"Ignoring more than {MaxIgnored} lines in a minute, the rest of them without a word"));
        }

        return may;
    }

    private void Ignore(Peer peer, string line)
    {
        log.Notice(line, peer);
        logger.Ignoring(peer, line);
    }

    // A sender that has gone, or does not read, misses it.
    private static async ValueTask AnswerAsync(Socket socket, string line, CancellationToken cancellationToken)
    {
        try
        {
            _ = await socket.SendAsync(Encoding.UTF8.GetBytes($"{line}\n"), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            // Nobody is the worse for it.
        }
    }
}
