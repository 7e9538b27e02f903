using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>Times as Go writes them, in an answer of the engine.</summary>
public sealed class EngineTimeTests
{
    [Theory]
    [InlineData("2026-11-21T21:33:01Z", "2026-11-21T21:33:01.0000000Z")]
    [InlineData("2026-11-21T21:33:01.5Z", "2026-11-21T21:33:01.5000000Z")]
    [InlineData("2026-11-21T21:33:01.123456789Z", "2026-11-21T21:33:01.1234567Z")]
    [InlineData("2026-11-21T21:33:01.000000001+01:30", "2026-11-21T20:03:01.0000000Z")]
    [InlineData("2024-02-29T23:59:59.999999999-00:01", "2024-03-01T00:00:59.9999999Z")]
    public void Time_OfItsForm_IsRead(string text, string expected)
    {
        DateTimeOffset time = Read(text).ShouldNotBeNull();
        time.Offset.ShouldBe(TimeSpan.Zero);
        time.UtcDateTime.ToString("O").ShouldBe(expected);
    }

    [Theory]
    [InlineData("now")]
    [InlineData("2026-11-21")]
    [InlineData("2026-11-21T21:33:01")]
    [InlineData("2026-11-21T21:33:01ZZ")]
    [InlineData("2026-11-21T21:33:01z")]
    [InlineData("2026-11-21 21:33:01Z")]
    [InlineData("2026-02-29T21:33:01Z")]
    [InlineData("2026-13-01T21:33:01Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("2026-11-21T24:00:00Z")]
    [InlineData("2026-11-21T21:60:01Z")]
    [InlineData("2026-11-21T21:33:60Z")]
    [InlineData("2026-11-21T21:33:01+1:00")]
    [InlineData("2026-11-21T21:33:01+24:00")]
    [InlineData("2026-11-21T21:33:01+01:60")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("+026-11-21T21:33:01Z")]
    [InlineData("2026-11-21T 1:33:01Z")]
    public void Time_OfAnotherForm_IsNone(string text) => Should.Throw<JsonException>(() => Read(text));

    [Theory]
    [InlineData("\"\"")]
    [InlineData("null")]
    [InlineData("\"0001-01-01T00:00:00Z\"")]
    public void Time_ThatIsNone_IsNull(string json) => JsonSerializer.Deserialize($$"""{"SystemTime":{{json}}}""", AnswerJson.Default.InfoAnswer)!.SystemTime.ShouldBeNull();

    private static DateTimeOffset? Read(string text) => JsonSerializer.Deserialize($$"""{"SystemTime":"{{text}}"}""", AnswerJson.Default.InfoAnswer)!.SystemTime;
}
