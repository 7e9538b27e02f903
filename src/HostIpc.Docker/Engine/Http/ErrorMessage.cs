using System.Text.Json;
using HostIpc.Text;

namespace HostIpc.Docker.Engine.Http;

/// <summary>The message of an engine that fails: <c>{"message": "…"}</c>.</summary>
internal static class ErrorMessage
{
    private const int MaxCharacters = 200;

    /// <summary>The message of an answer, in one line; null where it has none.</summary>
    public static string? Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var answer = JsonDocument.Parse(content);
            return answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty("message", out JsonElement message) && message.GetString() is { } text
                ? OneLine(text)
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A text of the engine's in one line, cut to the length that a message can have.</summary>
    public static string OneLine(string text)
    {
        char[] line = Truncation.Of(text, MaxCharacters).ToCharArray();
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(line[i]) ? ' ' : line[i];
        }

        return new string(line);
    }
}
