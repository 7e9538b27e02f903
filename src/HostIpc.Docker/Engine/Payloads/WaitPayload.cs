using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What the engine answers to <c>POST /containers/ID/wait</c>.</summary>
internal static class WaitPayload
{
    /// <exception cref="DockerException">It is something else, or the wait failed.</exception>
    public static int Read(ReadOnlyMemory<byte> content) => JsonMembers.Read(content, "the end of a container", ReadCode);

    private static int ReadCode(JsonElement root)
    {
        string failure = ErrorPayload.OneLine(root.Member("Error").Text("Message"));
        return failure.Length == 0
            ? root.GetProperty("StatusCode").GetInt32()
            : throw new DockerException($"the engine cannot wait for the container: {failure}") { EngineMessage = failure };
    }
}
