using System.Buffers;
using System.Text;
using HostIpc.Text;

namespace HostIpc.Logging;

/// <summary>The escaping that other packages use is the log's own.</summary>
public sealed class LogEscapingTests
{
    [Theory]
    [MemberData(nameof(LogTextTests.Table), MemberType = typeof(LogTextTests))]
    public void Text_WhenItIsEscapedByOthers_ThenItIsWhatTheLogShows(string name, byte[] text, string expected)
    {
        LogEscaping.Escape(text).ShouldBe(expected, name);
        var writer = new ArrayBufferWriter<byte>();
        LogEscaping.Append(writer, text);
        Encoding.UTF8.GetString(writer.WrittenSpan).ShouldBe(expected, name);
        var buffer = new LogBuffer();
        LogEscaping.Append(buffer, text);
        Encoding.UTF8.GetString(buffer.Written).ShouldBe(expected, name);
    }

    [Fact]
    public void String_WhenItIsEscaped_ThenItIsOneLine()
    {
        LogEscaping.Escape("a\nb\ud800").ShouldBe("a\\x0ab\ufffd");
        LogEscaping.Escape("").ShouldBe("");
    }

    [Theory]
    [InlineData(LogFormat.Text, "2026-11-21T21:33:01.123Z 7 $ [fifo] ls\\x0a\n")]
    [InlineData(LogFormat.Json, "{\"time\":\"2026-11-21T21:33:01.123Z\",\"id\":7,\"event\":\"request\",\"transport\":\"fifo\",\"peer\":\"fifo\",\"text\":\"ls\\n\"}\n")]
    public void Formatter_WhenAnotherWriterIsItsTarget_ThenEachRecordIsAppended(LogFormat format, string expected)
    {
        var writer = new ArrayBufferWriter<byte>();
        ILogFormatter formatter = LogFormatters.Create(format);
        formatter.Format(Records.Received("ls\n"u8), writer);
        formatter.Format(Records.Received("ls\n"u8), writer);
        Encoding.UTF8.GetString(writer.WrittenSpan).ShouldBe(expected + expected);
    }

    // As the JSON of a settings file writes them, so that they are found there.
    [Theory]
    [InlineData("plain \\ é😀", 200, "plain \\ é😀")]
    [InlineData("a\0\n\u001b[2J\u007f", 200, "a\\u0000\\u000a\\u001b[2J\\u007f")]
    [InlineData("\u0085\u202e\u2028", 200, "\\u0085\\u202e\\u2028")]
    [InlineData("\U000E0041", 200, "\\U000e0041")]
    [InlineData("", 1, "")]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc…")]
    [InlineData("\n\n", 6, "\\u000a…")]
    [InlineData("a😀b", 2, "a…")]
    public void EscapeExcerpt_WhenATextIsQuoted_ThenItIsOneShortPieceOfALine(string text, int maxLength, string expected) => LogEscaping.EscapeExcerpt(text, maxLength).ShouldBe(expected);

    [Fact]
    public void EscapeExcerpt_WhenATextHasHalfOfASurrogatePair_ThenItIsTheReplacementCharacter() => LogEscaping.EscapeExcerpt("\ud800x").ShouldBe("\ufffdx");

    [Fact]
    public void EscapeExcerpt_WhenNoLengthIsGiven_ThenItIs200() => LogEscaping.EscapeExcerpt(new string('x', 201)).ShouldBe(new string('x', 200) + "…");

    [Fact]
    public void EscapeExcerpt_WhenNothingMayBeShown_ThenItThrows() => Should.Throw<ArgumentOutOfRangeException>(() => LogEscaping.EscapeExcerpt("x", 0));
}
