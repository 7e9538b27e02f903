using System.Globalization;
using System.Text.Json;

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

    /// <summary>Writes <c>ExposedPorts</c>: an object of empty objects.</summary>
    public static void WriteExposed(Utf8JsonWriter json, IReadOnlyCollection<PortMapping> ports)
    {
        json.WriteStartObject("ExposedPorts");
        foreach (PortMapping port in ports.DistinctBy(port => port.Container))
        {
            json.WriteStartObject(port.Container);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Writes <c>PortBindings</c>: an object of lists, since a port can be reached by several.</summary>
    public static void WriteBindings(Utf8JsonWriter json, IReadOnlyCollection<PortMapping> ports)
    {
        json.WriteStartObject("PortBindings");
        foreach (IGrouping<string, PortMapping> port in ports.GroupBy(port => port.Container))
        {
            json.WriteStartArray(port.Key);
            foreach (PortMapping mapping in port)
            {
                json.WriteStartObject();
                json.WriteString("HostIp", mapping.Address);
                json.WriteString("HostPort", mapping.Port);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static bool IsPort(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0;
}
