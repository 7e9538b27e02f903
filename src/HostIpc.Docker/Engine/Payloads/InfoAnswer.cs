using System.Text.Json;
using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to <c>GET /info</c>: the members that are used.</summary>
internal sealed class InfoAnswer
{
    [JsonPropertyName("ID")]
    public string? Id { get; set; }

    public string? Name { get; set; }

    public string? ServerVersion { get; set; }

    public string? OperatingSystem { get; set; }

    public string? Architecture { get; set; }

    public long? Containers { get; set; }

    public long? ContainersRunning { get; set; }

    [JsonConverter(typeof(EngineTimeConverter))]
    public DateTimeOffset? SystemTime { get; set; }

    /// <summary>The engine that an answer describes.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="json">Its text.</param>
    public static DockerInfo ToInfo(InfoAnswer answer, ReadOnlyMemory<byte> json) => new()
    {
        Id = answer.Id ?? "",
        Name = answer.Name ?? "",
        ServerVersion = answer.ServerVersion.RequiredText("ServerVersion"),
        OperatingSystem = answer.OperatingSystem ?? "",
        Architecture = answer.Architecture ?? "",
        Containers = (int)(answer.Containers ?? 0),
        ContainersRunning = (int)(answer.ContainersRunning ?? 0),
        SystemTime = answer.SystemTime ?? throw new JsonException("there is no SystemTime"),
        Json = json,
    };
}
