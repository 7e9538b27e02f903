using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What <c>POST /containers/create</c> is asked with. The API takes a flag that is missing for false.</summary>
internal sealed class CreationRequest
{
    public required string Image { get; init; }

    public List<string>? Cmd { get; init; }

    public List<string>? Entrypoint { get; init; }

    public List<string>? Env { get; init; }

    public Dictionary<string, string>? Labels { get; init; }

    public string? WorkingDir { get; init; }

    public string? User { get; init; }

    [JsonPropertyName("Hostname")]
    public string? HostName { get; init; }

    public string? StopSignal { get; init; }

    public bool? Tty { get; init; }

    public bool? OpenStdin { get; init; }

    public bool? StdinOnce { get; init; }

    public required Dictionary<string, EmptyObject> ExposedPorts { get; init; }

    public required HostConfig HostConfig { get; init; }
}
