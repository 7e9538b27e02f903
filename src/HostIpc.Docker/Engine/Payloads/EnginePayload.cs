using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What the engine says of itself: <c>GET /version</c> and <c>GET /info</c>.</summary>
internal static class EnginePayload
{
    /// <exception cref="DockerException">It is something else.</exception>
    public static DockerVersion ReadVersion(ReadOnlyMemory<byte> content) => AnswerReader.Read(content, AnswerJson.Default.VersionAnswer, "the engine's version", answer => new DockerVersion
    {
        Version = answer.Version.RequiredText("Version"),
        ApiVersion = answer.ApiVersion.RequiredText("ApiVersion"),
        OldestApiVersion = answer.MinApiVersion ?? "",
        OperatingSystem = answer.Os ?? "",
        Architecture = answer.Arch ?? "",
        KernelVersion = answer.KernelVersion ?? "",
        Json = content,
    });

    /// <exception cref="DockerException">It is something else.</exception>
    public static DockerInfo ReadInfo(ReadOnlyMemory<byte> content) => AnswerReader.Read(content, AnswerJson.Default.InfoAnswer, "the engine", answer => new DockerInfo
    {
        Id = answer.Id ?? "",
        Name = answer.Name ?? "",
        ServerVersion = answer.ServerVersion.RequiredText("ServerVersion"),
        OperatingSystem = answer.OperatingSystem ?? "",
        Architecture = answer.Architecture ?? "",
        Containers = (int)(answer.Containers ?? 0),
        ContainersRunning = (int)(answer.ContainersRunning ?? 0),
        SystemTime = answer.SystemTime ?? throw new JsonException("there is no SystemTime"),
        Json = content,
    });
}
