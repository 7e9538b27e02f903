using System.Text.Json;
using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>
/// A time as RFC 3339 has it, <c>2026-11-21T21:33:01.123456789Z</c> or with <c>+01:00</c> in place of the Z, to a ten millionth of a second, rounded down; in UTC. Null where it is empty, or the one that Go has for none.
/// </summary>
internal sealed class EngineTimeConverter : JsonConverter<DateTimeOffset?>
{
    private const int OffsetLength = 6;

    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        ReadOnlySpan<byte> text = reader.TokenType == JsonTokenType.String && !reader.HasValueSequence ? reader.ValueSpan : throw new JsonException("a time is a text");
        return text.IsEmpty ? null
            : HasOffset(text) && reader.TryGetDateTimeOffset(out DateTimeOffset time) ? time.Year > 1 ? time.ToUniversalTime() : null
            : throw new JsonException("the text is no time");
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) => throw new NotSupportedException();

    // A time without one would be taken for this machine's.
    private static bool HasOffset(ReadOnlySpan<byte> text) => text[^1] == 'Z' || (text.Length > OffsetLength && text[^OffsetLength] is (byte)'+' or (byte)'-' && text[^3] == ':');
}
