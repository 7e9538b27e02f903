using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The <c>State</c> of a container.</summary>
internal sealed class ContainerState
{
    public string? Status { get; set; }

    public bool? Running { get; set; }

    public bool? Paused { get; set; }

    public long? ExitCode { get; set; }

    public long? Pid { get; set; }

    [JsonConverter(typeof(EngineTimeConverter))]
    public DateTimeOffset? StartedAt { get; set; }

    [JsonConverter(typeof(EngineTimeConverter))]
    public DateTimeOffset? FinishedAt { get; set; }
}
