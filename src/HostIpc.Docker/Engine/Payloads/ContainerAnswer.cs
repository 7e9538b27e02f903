using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to <c>GET /containers/ID/json</c>: the members that are used.</summary>
internal sealed class ContainerAnswer
{
    public string? Id { get; set; }

    public string? Name { get; set; }

    /// <summary>The id of its image.</summary>
    public string? Image { get; set; }

    [JsonConverter(typeof(EngineTimeConverter))]
    public DateTimeOffset? Created { get; set; }

    public ContainerState? State { get; set; }

    public ContainerConfig? Config { get; set; }

    public NetworkSettings? NetworkSettings { get; set; }
}
