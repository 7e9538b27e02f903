using System.Text.Json;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What the engine answers to <c>POST /containers/ID/wait</c>.</summary>
internal static class WaitPayload
{
    /// <exception cref="DockerException">It is something else, or the wait failed.</exception>
    public static int Read(ReadOnlyMemory<byte> content) => AnswerReader.Read(content, AnswerJson.Default.WaitAnswer, "the end of a container", ToCode);

    private static int ToCode(WaitAnswer answer)
    {
        string failure = ErrorPayload.OneLine(answer.Error?.Message ?? "");
        return failure.Length == 0
            ? checked((int)(answer.StatusCode ?? throw new JsonException("there is no StatusCode")))
            : throw new DockerException($"the engine cannot wait for the container: {failure}") { EngineMessage = failure };
    }
}
