using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer where the engine fails.</summary>
internal sealed class ErrorAnswer
{
    [JsonPropertyName("message")]
    public string? Message { get; set; }
}
