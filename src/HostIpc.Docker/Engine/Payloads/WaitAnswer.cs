using System.Text.Json;
using HostIpc.Docker.Engine.Http;

namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The answer to <c>POST /containers/ID/wait</c>.</summary>
internal sealed class WaitAnswer
{
    public long? StatusCode { get; set; }

    public WaitError? Error { get; set; }

    /// <summary>The exit code.</summary>
    /// <exception cref="DockerException">The wait failed.</exception>
    public static int ToExitCode(WaitAnswer answer)
    {
        string failure = ErrorMessage.OneLine(answer.Error?.Message ?? "");
        return failure.Length == 0
            ? checked((int)(answer.StatusCode ?? throw new JsonException("there is no StatusCode")))
            : throw new DockerException($"the engine cannot wait for the container: {failure}") { EngineMessage = failure };
    }

    /// <summary>The reason why a wait failed.</summary>
    internal sealed class WaitError
    {
        public string? Message { get; set; }
    }
}
