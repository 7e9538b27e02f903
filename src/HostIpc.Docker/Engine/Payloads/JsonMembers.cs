using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>Members of what an engine says. One that is missing or null is as nothing; one of another kind makes the answer none.</summary>
internal static class JsonMembers
{
    /// <summary>Reads an answer.</summary>
    /// <param name="content">The answer.</param>
    /// <param name="what">What it should describe, for the message.</param>
    /// <param name="read">Reads it. What it returns must not hold on to the document.</param>
    /// <exception cref="DockerException">It is something else.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> content, string what, Func<JsonElement, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            return read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or OverflowException or ArgumentOutOfRangeException)
        {
            throw new DockerException($"the answer does not describe {what}", e);
        }
    }

    /// <summary>The member; of kind Undefined where it is missing or null.</summary>
    /// <exception cref="InvalidOperationException">The element is no object.</exception>
    public static JsonElement Member(this JsonElement element, string name) =>
        element.ValueKind != JsonValueKind.Undefined && element.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.Null ? member : default;

    /// <exception cref="JsonException">It is missing or empty.</exception>
    public static string Required(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: not JsonValueKind.Undefined } member && member.GetString() is { Length: > 0 } text ? text : throw new JsonException($"{name} is empty");

    public static string Text(this JsonElement element, string name) => element.Member(name) is { ValueKind: not JsonValueKind.Undefined } member ? member.GetString() ?? "" : "";

    public static long Number(this JsonElement element, string name) => element.Member(name) is { ValueKind: not JsonValueKind.Undefined } member ? member.GetInt64() : 0;

    public static bool Flag(this JsonElement element, string name) => element.Member(name) is { ValueKind: not JsonValueKind.Undefined } member && member.GetBoolean();

    /// <summary>A time as RFC 3339 has it, with up to nine digits of a second; null where it is missing, or the one that Go has for none.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name) =>
        element.Text(name) is not { Length: > 0 } text ? null
        : InternetTime.TryParse(text, out DateTimeOffset time) ? time.Year > 1 ? time : null
        : throw new FormatException($"{name} is no time");

    public static Dictionary<string, string> Texts(this JsonElement element, string name)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (element.Member(name) is { ValueKind: not JsonValueKind.Undefined } member)
        {
            foreach (JsonProperty property in member.EnumerateObject())
            {
                texts[property.Name] = property.Value.GetString() ?? "";
            }
        }

        return texts;
    }

    public static string[] List(this JsonElement element, string name) => element.Member(name) is { ValueKind: not JsonValueKind.Undefined } member ? Strings(member) : [];

    private static string[] Strings(JsonElement array)
    {
        string[] texts = new string[array.GetArrayLength()];
        int count = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            texts[count++] = item.GetString() ?? "";
        }

        return texts;
    }
}
