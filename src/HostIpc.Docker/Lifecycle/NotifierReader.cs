using System.Globalization;
using System.Text;
using HostIpc.Identity;
using HostIpc.Logging;
using HostIpc.Network;
using HostIpc.Text;
using HostIpc.Timing;
using Microsoft.Extensions.Logging;

namespace HostIpc.Docker.Lifecycle;

/// <summary>Reads the lines of notifiers: <c>start</c> or <c>stop</c>.</summary>
/// <remarks>All of it is bounded: how many lines a notifier sends and how long they are, and how much of what is ignored is logged and answered.</remarks>
internal sealed class NotifierReader(DaemonLifecycle lifecycle, ICommandLog log, ILogger logger, TimeProvider time)
{
    public const int MaxLines = 16;
    public const int MaxLineBytes = 1024;

    /// <summary>Of lines that are ignored, how many a minute are logged and answered.</summary>
    public const int MaxIgnored = 60;

    private const int MaxShownBytes = 64;

    private static readonly TimeSpan IgnoredSpan = TimeSpan.FromMinutes(1);

    private readonly RateLimit _http = RateLimit.OncePerMinute(time);
    private readonly RateLimit _ignored = new(MaxIgnored, IgnoredSpan, time);

    /// <summary>Reads a connection to its end.</summary>
    public async Task ReadAsync(NotifierConnection connection, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[MaxLineBytes];
        int count = 0;
        int lines = 0;
        bool isOver = false;
        while (!isOver)
        {
            int read = await connection.ReceiveAsync(buffer.AsMemory(count), cancellationToken).ConfigureAwait(false);
            count += read;
            int start = 0;
            for (; lines < MaxLines && buffer.AsSpan(start, count - start).IndexOf((byte)'\n') is var length and >= 0; lines++)
            {
                if (HttpRequestLine.Matches(buffer.AsSpan(start, length)))
                {
                    IgnoreHttp(connection.Peer);
                    return;
                }

                await TakeLineAsync(connection, buffer.AsMemory(start, length), cancellationToken).ConfigureAwait(false);
                start += length + 1;
            }

            buffer.AsSpan(start, count - start).CopyTo(buffer);
            count -= start;
            isOver = read == 0 || count == buffer.Length || lines == MaxLines;
        }

        if (lines < MaxLines)
        {
            // The last one may lack its LF, and one that is too long is none in any case.
            await TakeLineAsync(connection, buffer.AsMemory(0, count), cancellationToken).ConfigureAwait(false);
        }
        else if (count > 0 && MayReportIgnored(connection.Peer))
        {
            Ignore(connection.Peer, string.Create(CultureInfo.InvariantCulture, $"Ignoring what comes after {MaxLines} lines"));
        }
    }

    private async ValueTask TakeLineAsync(NotifierConnection connection, ReadOnlyMemory<byte> line, CancellationToken cancellationToken)
    {
        line = line.Trim(" \t\r"u8);
        if (Parse(line.Span) is { } change)
        {
            lifecycle.Report(change, connection.Peer);
        }
        else if (!line.IsEmpty && MayReportIgnored(connection.Peer))
        {
            string ignored = Describe(line.Span);
            Ignore(connection.Peer, ignored);
            await connection.SendLineAsync(ignored, cancellationToken).ConfigureAwait(false);
        }
    }

    private static DaemonChange? Parse(ReadOnlySpan<byte> line) =>
        line.SequenceEqual("start"u8) ? DaemonChange.Start
        : line.SequenceEqual("stop"u8) ? DaemonChange.Stop
        : null;

    // In the words that notifiers know from before HostIpc. What they sent can neither forge a line nor drive a terminal.
    private static string Describe(ReadOnlySpan<byte> line)
    {
        var shown = new LogBuffer();
        LogText.Append(shown, LogTruncation.Of(line, out bool isCut, MaxShownBytes));
        return $"Ignoring unknown command [{Encoding.UTF8.GetString(shown.Written)}{(isCut ? "…" : "")}]; accepts start and stop";
    }

    // What a web page has a browser send: the body would be lines, and one of them stop.
    private void IgnoreHttp(Peer peer)
    {
        if (_http.TryTake())
        {
            Ignore(peer, "Ignoring an HTTP request, of a browser perhaps; the connection was closed, and the next minute's are not logged");
        }
    }

    private bool MayReportIgnored(Peer peer)
    {
        if (_ignored.TryTake(out long suppressed))
        {
            return true;
        }

        if (suppressed == 1)
        {
            Ignore(peer, string.Create(CultureInfo.InvariantCulture, $"Ignoring more than {MaxIgnored} lines in a minute, the rest of them without a word"));
        }

        return false;
    }

    private void Ignore(Peer peer, string line)
    {
        log.Notice(line, peer);
        logger.Ignoring(peer, line);
    }
}
