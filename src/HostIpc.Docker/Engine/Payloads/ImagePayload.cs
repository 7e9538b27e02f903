using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What the engine answers to <c>GET /images/ID/json</c>: the members that are used.</summary>
internal static class ImagePayload
{
    /// <summary>The labels.</summary>
    /// <exception cref="DockerException">It is something else.</exception>
    public static Dictionary<string, string> ReadLabels(ReadOnlyMemory<byte> content) => JsonMembers.Read(content, "an image", root =>
        root.Member("Config") is { ValueKind: not JsonValueKind.Undefined } config ? config.Texts("Labels") : root.Texts("Labels"));
}
