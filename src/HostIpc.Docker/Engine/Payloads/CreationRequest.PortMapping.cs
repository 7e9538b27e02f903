using System.Globalization;
using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

internal sealed partial class CreationRequest
{
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
