using System.Globalization;
using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The content of <c>POST /containers/create</c>. The API takes a flag that is missing for false.</summary>
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

    /// <summary>The <c>HostConfig</c> of a new container: what it gets of the host.</summary>
    internal sealed class HostSettings
    {
        public List<string>? Binds { get; init; }

        public string? NetworkMode { get; init; }

        public List<string>? ExtraHosts { get; init; }

        public string? PidMode { get; init; }

        public bool? AutoRemove { get; init; }

        public bool? Init { get; init; }

        public bool? ReadonlyRootfs { get; init; }

        public bool? Privileged { get; init; }

        public List<string>? CapAdd { get; init; }

        public List<string>? CapDrop { get; init; }

        public List<string>? SecurityOpt { get; init; }

        public long? Memory { get; init; }

        public RestartPolicyRequest? RestartPolicy { get; init; }

        /// <summary>Lists, since a port can be reached by several addresses.</summary>
        public required Dictionary<string, List<PortMapping>> PortBindings { get; init; }

        /// <param name="creation">The container.</param>
        /// <param name="ports">Its ports.</param>
        public static HostSettings Of(ContainerCreation creation, PortMapping[] ports) => new()
        {
            Binds = creation.Binds.OrNull(),
            NetworkMode = creation.NetworkMode,
            ExtraHosts = creation.ExtraHosts.OrNull(),
            PidMode = creation.ProcessMode,
            AutoRemove = creation.RemovesItself.OrNull(),
            Init = creation.HasInit.OrNull(),
            ReadonlyRootfs = creation.IsReadOnly.OrNull(),
            Privileged = creation.IsPrivileged.OrNull(),
            CapAdd = creation.AddedCapabilities.OrNull(),
            CapDrop = creation.DroppedCapabilities.OrNull(),
            SecurityOpt = creation.SecurityOptions.OrNull(),
            Memory = creation.MemoryLimit != 0 ? creation.MemoryLimit : null,
            RestartPolicy = creation.RestartPolicy == Docker.RestartPolicy.No ? null : new RestartPolicyRequest { Name = NameOf(creation.RestartPolicy), MaximumRetryCount = creation.MaximumRetryCount },
            PortBindings = ports.GroupBy(port => port.Container).ToDictionary(port => port.Key, port => port.ToList()),
        };

        private static string NameOf(RestartPolicy policy) => policy switch
        {
            Docker.RestartPolicy.Always => "always",
            Docker.RestartPolicy.UnlessStopped => "unless-stopped",
            Docker.RestartPolicy.OnFailure => "on-failure",
            _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "There is no such restart policy."),
        };
    }

    /// <summary>Whether and how often the engine starts the container again.</summary>
    internal sealed class RestartPolicyRequest
    {
        public required string Name { get; init; }

        public required long MaximumRetryCount { get; init; }
    }

    /// <summary>A port of a container that can be reached from outside: <c>[[address:]port:]port[/protocol]</c>.</summary>
    internal sealed class PortMapping
    {
        private static readonly string[] Protocols = ["tcp", "udp", "sctp"];

        /// <summary>The container's port and protocol: <c>80/tcp</c>.</summary>
        [JsonIgnore]
        public required string Container { get; init; }

        /// <summary>The host's address; empty for all.</summary>
        public required string HostIp { get; init; }

        /// <summary>The host's port; empty for any that is free.</summary>
        public required string HostPort { get; init; }

        /// <exception cref="ArgumentException">The text is not a port.</exception>
        public static PortMapping Parse(string text)
        {
            int slash = text.IndexOf('/', StringComparison.Ordinal);
            string protocol = slash < 0 ? Protocols[0] : text[(slash + 1)..];
            string[] parts = (slash < 0 ? text : text[..slash]).Split(':');
            string port = parts.Length > 1 ? parts[^2] : "";
            return IsPort(parts[^1]) && (port.Length == 0 || IsPort(port)) && Array.IndexOf(Protocols, protocol) >= 0
                ? new PortMapping { Container = $"{parts[^1]}/{protocol}", HostIp = string.Join(':', parts[..Math.Max(parts.Length - 2, 0)]).Trim('[', ']'), HostPort = port }
                : throw new ArgumentException($"The port \"{text}\" is none: [[address:]port:]port[/tcp|udp|sctp] is wanted, as in 127.0.0.1:8080:80");
        }

        private static bool IsPort(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0;
    }
}
