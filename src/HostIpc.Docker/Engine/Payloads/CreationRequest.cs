using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The content of <c>POST /containers/create</c>. The API takes a flag that is missing for false.</summary>
internal sealed partial class CreationRequest
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

    /// <summary>An empty object for each port of the container that can be reached from outside.</summary>
    public required Dictionary<string, Dictionary<string, string>> ExposedPorts { get; init; }

    public required HostSettings HostConfig { get; init; }

    /// <exception cref="ArgumentException">A port is invalid.</exception>
    public static CreationRequest Of(ContainerCreation creation)
    {
        PortMapping[] ports = [.. creation.Ports.Select(PortMapping.Parse)];
        return new CreationRequest
        {
            Image = creation.Image,
            Cmd = creation.Command.OrNull(),
            Entrypoint = creation.EntryPoint.OrNull(),
            Env = creation.Environment.ToEnvironment(),
            Labels = creation.Labels.Count > 0 ? new Dictionary<string, string>(creation.Labels) : null,
            WorkingDir = creation.WorkingDirectory,
            User = creation.User,
            HostName = creation.HostName,
            StopSignal = creation.StopSignal,
            Tty = creation.HasTerminal.OrNull(),
            OpenStdin = creation.HasInput.OrNull(),
            StdinOnce = creation.HasInput.OrNull(),
            ExposedPorts = ports.DistinctBy(port => port.Container).ToDictionary(port => port.Container, _ => new Dictionary<string, string>()),
            HostConfig = HostSettings.Of(creation, ports),
        };
    }

    /// <summary>Whether and how often the engine starts the container again.</summary>
    internal sealed class RestartPolicyRequest
    {
        public required string Name { get; init; }

        public required long MaximumRetryCount { get; init; }
    }
}
