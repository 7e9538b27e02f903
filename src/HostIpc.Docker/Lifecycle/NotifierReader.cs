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
        var splitter = new LineSplitter(MaxLineBytes);
        var replies = new List<string>();
        int lines = 0;
        bool hasEnded = false;
        while (!hasEnded)
        {
            int count = await connection.ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
            if (count > 0)
            {
                hasEnded = !TakeLines(connection.Peer, splitter, buffer.AsSpan(0, count), ref lines, replies);
            }
            else
            {
                // The last line may lack its LF.
                hasEnded = true;
                TakeLine(connection.Peer, splitter.TakeRest(), replies);
            }

            foreach (string reply in replies)
            {
                await connection.SendLineAsync(reply, cancellationToken).ConfigureAwait(false);
            }

            replies.Clear();
        }
    }

    // False where no more is read.
    private bool TakeLines(Peer peer, LineSplitter splitter, ReadOnlySpan<byte> bytes, ref int lines, List<string> replies)
    {
        while (lines < MaxLines && splitter.TryTake(ref bytes, out ReadOnlySpan<byte> line))
        {
            if (HttpRequestLine.Matches(line))
            {
                IgnoreHttp(peer);
                return false;
            }

            lines++;
            TakeLine(peer, line, replies);
            if (line.Length == MaxLineBytes)
            {
                // It is too long, or unknown in any case.
                return false;
            }
        }

        if (lines == MaxLines && !bytes.IsEmpty && MayReportIgnored(peer))
        {
            Ignore(peer, string.Create(CultureInfo.InvariantCulture, $"Ignoring what comes after {MaxLines} lines"));
        }

        return lines < MaxLines;
    }

    private void TakeLine(Peer peer, ReadOnlySpan<byte> line, List<string> replies)
    {
        line = line.Trim(" \t\r"u8);
        if (Parse(line) is { } change)
        {
            lifecycle.Report(change, peer);
        }
        else if (!line.IsEmpty && MayReportIgnored(peer))
        {
            string ignored = Describe(line);
            Ignore(peer, ignored);
            replies.Add(ignored);
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
