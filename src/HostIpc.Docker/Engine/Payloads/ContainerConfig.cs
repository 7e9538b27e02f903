using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The <c>Config</c> of a container.</summary>
internal sealed class ContainerConfig
{
    [JsonRequired]
    public string? Image { get; set; }

    public Dictionary<string, string?>? Labels { get; set; }

    public bool? Tty { get; set; }

    public long? StopTimeout { get; set; }
}
