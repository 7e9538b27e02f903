using System.Globalization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>A port of a container that is reached from outside: <c>[[address:]port:]port[/protocol]</c>.</summary>
internal sealed class PortMapping
{
    private static readonly string[] Protocols = ["tcp", "udp", "sctp"];

    private PortMapping(string address, string port, string container)
    {
        Address = address;
        Port = port;
        Container = container;
    }

    /// <summary>The host's address; empty for all.</summary>
    public string Address { get; }

    /// <summary>The host's port; empty for any that is free.</summary>
    public string Port { get; }

    /// <summary>The container's port and protocol: <c>80/tcp</c>.</summary>
    public string Container { get; }

    /// <exception cref="ArgumentException">It is none.</exception>
    public static PortMapping Parse(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string protocol = slash < 0 ? Protocols[0] : text[(slash + 1)..];
        string[] parts = (slash < 0 ? text : text[..slash]).Split(':');
        string port = parts.Length > 1 ? parts[^2] : "";
        return IsPort(parts[^1]) && (port.Length == 0 || IsPort(port)) && Array.IndexOf(Protocols, protocol) >= 0
            ? new PortMapping(string.Join(':', parts[..Math.Max(parts.Length - 2, 0)]).Trim('[', ']'), port, $"{parts[^1]}/{protocol}")
            : throw new ArgumentException($"The port \"{text}\" is none: [[address:]port:]port[/tcp|udp|sctp] is wanted, as in 127.0.0.1:8080:80");
    }

    /// <summary>The <c>ExposedPorts</c>: an object of empty objects.</summary>
    public static Dictionary<string, EmptyObject> ToExposed(IEnumerable<PortMapping> ports) =>
        ports.DistinctBy(port => port.Container).ToDictionary(port => port.Container, _ => new EmptyObject());

    /// <summary>The <c>PortBindings</c>: an object of lists, since a port can be reached by several.</summary>
    public static Dictionary<string, List<PortBinding>> ToBindings(IEnumerable<PortMapping> ports) =>
        ports.GroupBy(port => port.Container).ToDictionary(port => port.Key, port => port.Select(mapping => new PortBinding { HostIp = mapping.Address, HostPort = mapping.Port }).ToList());

    private static bool IsPort(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0;
}
