using System.Globalization;
using System.Text;
using HostIpc.Identity;
using HostIpc.Protocol;
using HostIpc.Text;

namespace HostIpc.Logging;

/// <summary>Short ways to write records and to read what became of them.</summary>
internal static class Records
{
    public static readonly DateTimeOffset Time = new(2026, 11, 21, 22, 33, 1, 123, TimeSpan.FromHours(1));

    public static void WriteLine(this ICommandLogSink sink, long id, string text = "a line of output") =>
        sink.Write(new LogRecord { Time = Time, Id = id, Kind = LogRecordKind.Output, Text = Encoding.UTF8.GetBytes(text) });

    public static LogRecord Received(ReadOnlySpan<byte> text, Peer? peer = null) =>
        new() { Time = Time, Id = 7, Kind = LogRecordKind.Received, Peer = peer ?? Peer.Fifo, Text = text };

    public static LogRecord Ended(CommandResult result) =>
        new() { Time = Time, Id = 7, Kind = LogRecordKind.Ended, Result = result };

    public static LogRecord Refused(RejectionReason reason, string message, Peer? peer = null, ReadOnlySpan<byte> text = default) =>
        new() { Time = Time, Id = 7, Kind = LogRecordKind.Refused, Peer = peer, Rejection = new Rejection(reason, message), Text = text };

    /// <summary>The line, which must be one, without its LF.</summary>
    public static string Format(LogFormat format, in LogRecord record)
    {
        var buffer = new LogBuffer();
        LogFormatters.Create(format).Format(record, buffer);
        string line = Encoding.UTF8.GetString(buffer.Written);
        line.Count(static character => character == '\n').ShouldBe(1);
        line.ShouldEndWith("\n");
        return line[..^1];
    }

    /// <summary>The ids of a file's lines; each must be whole.</summary>
    public static List<long> Ids(string path)
    {
        string text = File.ReadAllText(path);
        if (text.Length > 0)
        {
            text.ShouldEndWith("\n");
        }

        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Id)];
    }

    public static long Id(string line)
    {
        string[] parts = line.Split(' ', 3);
        parts[0].Length.ShouldBe("2026-11-21T21:33:01.123Z".Length, line);
        return long.Parse(parts[1], CultureInfo.InvariantCulture);
    }

    public static IEnumerable<long> Range(long first, long last)
    {
        for (long id = first; id <= last; id++)
        {
            yield return id;
        }
    }
}
