using System.Text.Json;
using HostIpc.Text;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What the engine answers where it fails: <c>{"message": "…"}</c>.</summary>
internal static class ErrorPayload
{
    private const int LongestShown = 200;

    /// <summary>The message in one line; null where there is none.</summary>
    public static string? Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize(content.Span, AnswerJson.Default.ErrorAnswer)?.Message is { } message ? OneLine(message) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What an engine says, as much of it as a message can hold.</summary>
    public static string OneLine(string text)
    {
        char[] line = Truncation.Of(text, LongestShown).ToCharArray();
        for (int i = 0; i < line.Length; i++)
        {
            line[i] = char.IsControl(line[i]) ? ' ' : line[i];
        }

        return new string(line);
    }
}
