using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What an event is of.</summary>
internal sealed class EventActor
{
    [JsonPropertyName("ID")]
    public string? Id { get; set; }

    public Dictionary<string, string?>? Attributes { get; set; }
}
