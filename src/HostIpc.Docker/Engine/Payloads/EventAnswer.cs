using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>A line of <c>GET /events</c>.</summary>
internal sealed class EventAnswer
{
    public string? Type { get; set; }

    public string? Action { get; set; }

    public EventActor? Actor { get; set; }

    [JsonPropertyName("scope")]
    public string? Scope { get; set; }

    /// <summary>In seconds since 1970.</summary>
    [JsonPropertyName("time")]
    public long? Time { get; set; }

    /// <summary>In nanoseconds since 1970.</summary>
    [JsonPropertyName("timeNano")]
    public long? TimeNano { get; set; }
}
