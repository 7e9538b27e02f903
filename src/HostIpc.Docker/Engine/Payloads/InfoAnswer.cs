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
}
