using System.Buffers;
using System.Text.Json;

namespace HostIpc.Protocol;

/// <summary>What a server says of itself to whoever may connect.</summary>
public sealed record ServerStatus
{
    /// <summary>The server's version.</summary>
    public required string Version { get; init; }

    /// <summary>How long it has been running, in whole milliseconds on the wire.</summary>
    public TimeSpan Uptime { get; init; }

    /// <summary>How many connections are open, this one included.</summary>
    public int Connections { get; init; }

    /// <summary>How many commands run.</summary>
    public int Running { get; init; }

    /// <summary>Who the server takes this client for: <c>unix uid=0 gid=0 pid=812</c>.</summary>
    public string Peer { get; init; } = "";

    /// <summary>Writes the payload.</summary>
    /// <param name="status">What it says.</param>
    /// <returns>The payload, JSON in UTF-8.</returns>
    public static ReadOnlyMemory<byte> Write(ServerStatus status) => JsonPayload.Write(status, static (writer, status) => status.WriteTo(writer));

    /// <summary>Reads the payload. Members of later versions are passed over.</summary>
    /// <param name="payload">The frame's payload.</param>
    /// <exception cref="JsonException">The payload is not such an object. The message names the member.</exception>
    public static ServerStatus Read(in ReadOnlySequence<byte> payload)
    {
        var status = new ServerStatus { Version = "" };
        var json = new JsonPayload(payload);
        while (json.Next(out string name))
        {
            switch (name)
            {
                case "version":
                    status = status with { Version = json.Text() };
                    break;
                case "uptimeMs":
                    status = status with { Uptime = TimeSpan.FromMilliseconds(json.Number(0, long.MaxValue / TimeSpan.TicksPerMillisecond)) };
                    break;
                case "connections":
                    status = status with { Connections = (int)json.Number(0, int.MaxValue) };
                    break;
                case "running":
                    status = status with { Running = (int)json.Number(0, int.MaxValue) };
                    break;
                case "peer":
                    status = status with { Peer = json.Text() };
                    break;
                default:
                    json.Skip(); // of a later version
                    break;
            }
        }

        return status.Version.Length > 0 ? status : throw new JsonException("no version");
    }

    /// <summary>Writes the members into an object that is open.</summary>
    /// <param name="writer">Where.</param>
    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteString("version"u8, Version);
        writer.WriteNumber("uptimeMs"u8, (long)Uptime.TotalMilliseconds);
        writer.WriteNumber("connections"u8, Connections);
        writer.WriteNumber("running"u8, Running);
        writer.WriteString("peer"u8, Peer);
    }
}
