using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to <c>GET /exec/ID/json</c>.</summary>
internal sealed class ExecAnswer
{
    [JsonPropertyName("ContainerID")]
    public string? ContainerId { get; set; }

    public bool? Running { get; set; }

    public long? ExitCode { get; set; }

    public long? Pid { get; set; }
}
