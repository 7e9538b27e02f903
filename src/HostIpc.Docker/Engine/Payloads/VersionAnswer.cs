using System.Text.Json.Serialization;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to <c>GET /version</c>: the members that are used.</summary>
internal sealed class VersionAnswer
{
    public string? Version { get; set; }

    public string? ApiVersion { get; set; }

    [JsonPropertyName("MinAPIVersion")]
    public string? MinApiVersion { get; set; }

    public string? Os { get; set; }

    public string? Arch { get; set; }

    public string? KernelVersion { get; set; }

    /// <summary>The version that an answer describes.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="json">Its text.</param>
    public static DockerVersion ToVersion(VersionAnswer answer, ReadOnlyMemory<byte> json) => new()
    {
        Version = answer.Version.RequiredText("Version"),
        ApiVersion = answer.ApiVersion.RequiredText("ApiVersion"),
        OldestApiVersion = answer.MinApiVersion ?? "",
        OperatingSystem = answer.Os ?? "",
        Architecture = answer.Arch ?? "",
        KernelVersion = answer.KernelVersion ?? "",
        Json = json,
    };
}
