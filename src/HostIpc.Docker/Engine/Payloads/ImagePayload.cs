namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What the engine answers to <c>GET /images/ID/json</c>.</summary>
internal static class ImagePayload
{
    /// <summary>The labels.</summary>
    /// <exception cref="DockerException">It is something else.</exception>
    public static Dictionary<string, string> ReadLabels(ReadOnlyMemory<byte> content) =>
        AnswerReader.Read(content, AnswerJson.Default.ImageAnswer, "an image", image => (image.Config is { } config ? config.Labels : image.Labels).OrEmpty());
}
