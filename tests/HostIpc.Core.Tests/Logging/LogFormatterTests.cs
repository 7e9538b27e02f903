using System.Text.Json;
using HostIpc.Identity;
using HostIpc.Protocol;
using HostIpc.Text;

namespace HostIpc.Logging;

public sealed class LogFormatterTests
{
    private const string Time = "2026-11-21T21:33:01.123Z";

    private static readonly CommandResult Exited = new()
    {
        ExitCode = 3,
        Elapsed = TimeSpan.FromMilliseconds(12.7),
        UserTime = TimeSpan.FromMilliseconds(4),
        SystemTime = TimeSpan.FromMilliseconds(5),
        MaxRssKiB = 1234,
    };

    [Fact]
    public void Received_WhenText_ShowsThePeerAndTheRequest()
    {
        Text(Records.Received("ls -l"u8)).ShouldBe($"{Time} 7 $ [fifo] ls -l");
        var peer = new Peer("unix") { UserId = 0, ProcessId = 812, Container = new PeerContainer(new string('a', 64)) { Name = "letsencrypt" } };
        Text(Records.Received("ls -l"u8, peer)).ShouldBe($"{Time} 7 $ [unix uid=0 pid=812 container=letsencrypt] ls -l");
    }

    [Fact]
    public void Output_WhenText_ShowsTheStreamByItsMark()
    {
        Text(new LogRecord { Time = Records.Time, Id = 7, Kind = LogRecordKind.Output, Text = "total 0"u8 }).ShouldBe($"{Time} 7 > total 0");
        Text(new LogRecord { Time = Records.Time, Id = 7, Kind = LogRecordKind.Error, Text = "ls: no"u8 }).ShouldBe($"{Time} 7 ! ls: no");
    }

    [Fact]
    public void Output_WhenItIsLate_ThenItIsMarked()
    {
        Text(new LogRecord { Time = Records.Time, Id = 7, Kind = LogRecordKind.Output, Text = "done"u8, IsLate = true }).ShouldBe($"{Time} 7 >> done");
        Text(new LogRecord { Time = Records.Time, Id = 7, Kind = LogRecordKind.Error, Text = "bad"u8, IsLate = true }).ShouldBe($"{Time} 7 !! bad");
        Records.Format(LogFormat.Json, new LogRecord { Time = Records.Time, Id = 7, Kind = LogRecordKind.Output, Text = "done"u8, IsLate = true })
            .ShouldContain("\"event\":\"stdout\",\"late\":true,");
    }

    [Fact]
    public void Ended_WhenText_TellsCodeSignalAndTimeoutApart()
    {
        Text(Records.Ended(Exited)).ShouldBe($"{Time} 7 = exit 3 in 12 ms, user 4 ms, system 5 ms, memory 1234 KiB");
        Text(Records.Ended(new() { Signal = 9, Elapsed = TimeSpan.FromMilliseconds(12) })).ShouldBe($"{Time} 7 = signal 9 in 12 ms, user 0 ms, system 0 ms, memory 0 KiB");
        Text(Records.Ended(new() { Signal = 15, TimedOut = true, Elapsed = TimeSpan.FromSeconds(1) })).ShouldBe($"{Time} 7 = timed out after 1000 ms, user 0 ms, system 0 ms, memory 0 KiB, signal 15");
        Text(Records.Ended(Exited with { TimedOut = true })).ShouldBe($"{Time} 7 = timed out after 12 ms, user 4 ms, system 5 ms, memory 1234 KiB, exit 3");
        Text(Records.Ended(new() { TimedOut = true })).ShouldBe($"{Time} 7 = timed out after 0 ms, user 0 ms, system 0 ms, memory 0 KiB");
        Text(Records.Ended(Exited with { OutputExceeded = true })).ShouldEndWith(" in 12 ms, user 4 ms, system 5 ms, memory 1234 KiB, output exceeded");
    }

    [Fact]
    public void Refused_WhenText_ShowsReasonMessageAndAnExcerptOfTheRequest()
    {
        Text(Records.Refused(RejectionReason.Denied, "no such command")).ShouldBe($"{Time} 7 x denied: no such command");
        Text(Records.Refused(RejectionReason.Malformed, "not UTF-8", Peer.Fifo, [(byte)'l', 0xff])).ShouldBe($"{Time} 7 x [fifo] malformed: not UTF-8 l\\xff");

        byte[] request = [.. Enumerable.Repeat((byte)'a', 255), .. "üz"u8];
        Text(Records.Refused(RejectionReason.Malformed, "too long", null, request)).ShouldBe($"{Time} 7 x malformed: too long {new string('a', 255)}…(+3)");
    }

    [Fact]
    public void Noticed_WhenItIsAboutAPeer_ThenThePeerIsShown()
    {
        Text(new LogRecord { Time = Records.Time, Id = 7, Kind = LogRecordKind.Noticed, Peer = Peer.Fifo, Text = "a\n"u8 }).ShouldBe($"{Time} 7 x [fifo] a\\x0a");
        Json(new LogRecord { Time = Records.Time, Id = 7, Kind = LogRecordKind.Noticed, Peer = Peer.Fifo, Text = "a"u8 }).ShouldBe(
            $$"""{"time":"{{Time}}","id":7,"event":"notice","transport":"fifo","peer":"fifo","text":"a"}""");
        Text(new LogRecord { Time = Records.Time, Kind = LogRecordKind.Noticed, Text = "a"u8 }).ShouldBe($"{Time} 0 x a");
        Text(new LogRecord { Time = Records.Time, Kind = LogRecordKind.Server, Text = "a\n"u8 }).ShouldBe($"{Time} 0 ! a\\x0a");
    }

    [Fact]
    public void Refused_WhenNoReasonIsGiven_ThenItSaysSo()
    {
        var record = new LogRecord { Time = Records.Time, Id = 7, Kind = LogRecordKind.Refused };
        Text(record).ShouldBe($"{Time} 7 x failed: no reason was given");
        Json(record).ShouldBe($$"""{"time":"{{Time}}","id":7,"event":"refused","reason":"failed","message":"no reason was given"}""");
    }

    [Theory]
    [InlineData(LogFormat.Text)]
    [InlineData(LogFormat.Json)]
    public void RequestAndMessage_WhenTheyAreLong_AreCutAndSayHowMuchIsMissing(LogFormat format)
    {
        string request = Records.Format(format, Records.Received([.. Enumerable.Repeat((byte)'a', 65536)]));
        request.Length.ShouldBeLessThan(4400);
        request.ShouldContain(format == LogFormat.Text ? "aa…(+61440)" : "aa\\u2026(\\u002B61440)");

        string refusal = Records.Format(format, Records.Refused(RejectionReason.Denied, new string('b', 100_000)));
        refusal.Length.ShouldBeLessThan(2400);
        refusal.ShouldContain(format == LogFormat.Text ? "bb…(+97952)" : "bb\\u2026(\\u002B97952)");
    }

    [Fact]
    public void PeerAndMessage_WhenTheyHoldControls_AreEscaped()
    {
        var peer = new Peer("unix") { Container = new PeerContainer("") { Name = "a\nb\u0085" } };
        Text(Records.Received("id"u8, peer)).ShouldBe($"{Time} 7 $ [unix container=a\\x0ab\\u0085] id");
        Text(Records.Refused(RejectionReason.Denied, "no \u001b[1mx\u2028")).ShouldBe($"{Time} 7 x denied: no \\x1b[1mx\\u2028");
    }

    [Fact]
    public void Times_WhenTheyFollowEachOther_AreEachRenderedWhole()
    {
        var formatter = new TextLogFormatter();
        var buffer = new LogBuffer();
        foreach (int milliseconds in (int[])[0, 877, 876, 60_000])
        {
            formatter.Format(new LogRecord { Time = Records.Time.AddMilliseconds(milliseconds), Id = 1, Kind = LogRecordKind.Output }, buffer);
        }

        System.Text.Encoding.UTF8.GetString(buffer.Written).Split('\n').ShouldBe(
            ["2026-11-21T21:33:01.123Z 1 > ", "2026-11-21T21:33:02.000Z 1 > ", "2026-11-21T21:33:01.999Z 1 > ", "2026-11-21T21:34:01.123Z 1 > ", ""]);
    }

    [Fact]
    public void Result_WhenALineWasExecutedWithoutAShell_ThenBothFormsEndWithThat()
    {
        LogRecord record = Records.Ended(Exited);
        var direct = new LogRecord { Time = record.Time, Id = record.Id, Kind = record.Kind, Result = record.Result, IsDirect = true };
        Text(direct).ShouldBe($"{Text(record)}, direct");
        Json(direct).ShouldBe(Json(record).Replace("}", ",\"direct\":true}", StringComparison.Ordinal));
    }

    [Fact]
    public void Json_WhenFormatted_HoldsTheSameFacts()
    {
        Json(Records.Received("ls -l"u8)).ShouldBe($$"""{"time":"{{Time}}","id":7,"event":"request","transport":"fifo","peer":"fifo","text":"ls -l"}""");
        Json(new LogRecord { Time = Records.Time, Id = 7, Kind = LogRecordKind.Output, Text = "a"u8 }).ShouldBe($$"""{"time":"{{Time}}","id":7,"event":"stdout","text":"a"}""");
        Json(new LogRecord { Time = Records.Time, Id = 7, Kind = LogRecordKind.Error, Text = "a"u8 }).ShouldBe($$"""{"time":"{{Time}}","id":7,"event":"stderr","text":"a"}""");
        Json(Records.Ended(Exited)).ShouldBe(
            $$"""{"time":"{{Time}}","id":7,"event":"exit","code":3,"timedOut":false,"elapsedMs":12,"userMs":4,"systemMs":5,"maxRssKiB":1234}""");
        Json(Records.Ended(new() { Signal = 9, TimedOut = true })).ShouldBe(
            $$"""{"time":"{{Time}}","id":7,"event":"exit","signal":9,"timedOut":true,"elapsedMs":0,"userMs":0,"systemMs":0,"maxRssKiB":0}""");
        Json(Records.Ended(new() { Signal = 15, OutputExceeded = true })).ShouldBe(
            $$"""{"time":"{{Time}}","id":7,"event":"exit","signal":15,"timedOut":false,"outputExceeded":true,"elapsedMs":0,"userMs":0,"systemMs":0,"maxRssKiB":0}""");
        Json(Records.Refused(RejectionReason.BadArguments, "one too many", Peer.Fifo, "a b"u8)).ShouldBe(
            $$"""{"time":"{{Time}}","id":7,"event":"refused","transport":"fifo","peer":"fifo","reason":"bad-arguments","message":"one too many","text":"a b"}""");
        Json(Records.Refused(RejectionReason.Denied, "no")).ShouldBe($$"""{"time":"{{Time}}","id":7,"event":"refused","reason":"denied","message":"no"}""");
    }

    [Fact]
    public void JsonText_WhenNotUtf8_EscapesTheInvalidBytesAndCarriesTheRest()
    {
        byte[] text = [(byte)'a', 0xff, 0x0a, 0xe2, 0x80, 0xa8, 0x1b, 0xc3, 0xbc, (byte)'"'];
        string line = Json(Records.Received(text));
        line.ShouldAllBe(static character => character >= ' ' && character < 0x7f);
        using JsonDocument document = JsonDocument.Parse(line);
        document.RootElement.GetProperty("text").GetString().ShouldBe("a\\xff\n\u2028\u001bü\"");
    }

    [Fact]
    public void JsonText_WhenTheOneBeforeWasNotUtf8Either_ThenNothingOfItIsInTheNext()
    {
        ILogFormatter formatter = LogFormatters.Create(LogFormat.Json);
        var buffer = new LogBuffer();
        formatter.Format(Records.Received([(byte)'a', 0xff]), buffer);
        buffer.Clear();
        formatter.Format(Records.Received([(byte)'b', 0xfe]), buffer);
        using JsonDocument document = JsonDocument.Parse(buffer.Written.ToArray());
        document.RootElement.GetProperty("text").GetString().ShouldBe("b\\xfe");
    }

    [Theory]
    [InlineData(0, "0 lines")]
    [InlineData(1, "1 line")]
    [InlineData(2, "2 lines")]
    public void LossNotice_WhenLinesAreMissing_ThenItSaysHowManyAndWhy(long lost, string expected)
    {
        var buffer = new LogBuffer();
        LossNotice.AppendTo(buffer, LogFormatters.Create(LogFormat.Text), Records.Time, lost, LossNotice.Stalled(TimeSpan.FromSeconds(1.5)));
        System.Text.Encoding.UTF8.GetString(buffer.Written).ShouldBe($"{Time} 0 x {expected} could not be written here (nothing was taken within 1.5 s, Log:WriteTimeout)\n");
    }

    [Fact]
    public void Json_WhenTextIsUtf8_ComesBackUnchanged()
    {
        string line = Json(Records.Received("grüße \\x41 \u0085\u007f\t"u8));
        line.ShouldAllBe(static character => character >= ' ' && character < 0x7f);
        using JsonDocument document = JsonDocument.Parse(line);
        document.RootElement.GetProperty("text").GetString().ShouldBe("grüße \\x41 \u0085\u007f\t");
    }

    private static string Text(in LogRecord record) => Records.Format(LogFormat.Text, record);

    private static string Json(in LogRecord record) => Records.Format(LogFormat.Json, record);
}
