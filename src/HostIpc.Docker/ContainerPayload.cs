using System.Text.Json;
using HostIpc.Transports;

namespace HostIpc.Docker;

/// <summary>What the engine answers to <c>GET /containers/ID/json</c>: the members that are used.</summary>
internal static class ContainerPayload
{
    /// <exception cref="DockerException">It is something else.</exception>
    public static PeerContainer Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            JsonElement config = document.RootElement.GetProperty("Config");
            return new PeerContainer(Text(document.RootElement, "Id"))
            {
                // From the days of links between containers, a name begins with the path of the engine's own.
                Name = Text(document.RootElement, "Name") is var name && name.StartsWith('/') ? name[1..] : name,
                Image = config.GetProperty("Image").GetString(),
                Labels = ReadLabels(config.GetProperty("Labels")),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new DockerException("the answer does not describe a container", e);
        }
    }

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new JsonException($"{name} is empty");

    private static Dictionary<string, string> ReadLabels(JsonElement labels)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (labels.ValueKind != JsonValueKind.Null)
        {
            foreach (JsonProperty label in labels.EnumerateObject())
            {
                texts[label.Name] = label.Value.GetString() ?? "";
            }
        }

        return texts;
    }
}
