using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What the engine says of itself: <c>GET /version</c> and <c>GET /info</c>.</summary>
internal static class EnginePayload
{
    /// <exception cref="DockerException">It is something else.</exception>
    public static DockerVersion ReadVersion(ReadOnlyMemory<byte> content) => JsonMembers.Read(content, "the engine's version", root => new DockerVersion
    {
        Version = root.Required("Version"),
        ApiVersion = root.Required("ApiVersion"),
        OldestApiVersion = root.Text("MinAPIVersion"),
        OperatingSystem = root.Text("Os"),
        Architecture = root.Text("Arch"),
        KernelVersion = root.Text("KernelVersion"),
        Json = content,
    });

    /// <exception cref="DockerException">It is something else.</exception>
    public static DockerInfo ReadInfo(ReadOnlyMemory<byte> content) => JsonMembers.Read(content, "the engine", root => new DockerInfo
    {
        Id = root.Text("ID"),
        Name = root.Text("Name"),
        ServerVersion = root.Required("ServerVersion"),
        OperatingSystem = root.Text("OperatingSystem"),
        Architecture = root.Text("Architecture"),
        Containers = (int)root.Number("Containers"),
        ContainersRunning = (int)root.Number("ContainersRunning"),
        SystemTime = root.Time("SystemTime") ?? throw new JsonException("there is no SystemTime"),
        Json = content,
    });
}
