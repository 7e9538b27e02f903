using System.Text.Json;
using HostIpc.Protocol;

namespace HostIpc.Docker;

/// <summary>What the engine answers where it fails: <c>{"message": "…"}</c>.</summary>
internal static class ErrorPayload
{
    private const int LongestShown = 200;

    /// <summary>The message in one line; that there is none, where there is none.</summary>
    public static string Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            string message = document.RootElement.GetProperty("message").GetString() ?? "";
            return string.Concat(Excerpt.Of(message, LongestShown).Select(character => char.IsControl(character) ? ' ' : character));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return "it has no message";
        }
    }
}
