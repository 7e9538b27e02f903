using System.Net;

namespace HostIpc.Docker.Engine.Http;

/// <summary>The engine's answer: with its content, or, where that is a stream, with the connection that it comes on.</summary>
internal sealed class EngineAnswer(HttpResponseMessage response)
{
    public int Status { get; } = (int)response.StatusCode;

    /// <summary>The newest version of the API that the engine speaks, as it says; null where it does not say.</summary>
    public string? ApiVersion { get; } = response.Headers.TryGetValues("Api-Version", out IEnumerable<string>? values) ? string.Join(", ", values) : null;

    /// <summary>The whole content, unless it is a stream.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The connection that the stream comes on; null where the answer is no stream.</summary>
    public EngineConnection? Connection { get; init; }

    /// <summary>Whether what was asked for was done.</summary>
    public bool IsSuccess => IsSuccessStatus(response.StatusCode);

    /// <summary>The exception for an answer that is a refusal.</summary>
    public DockerException ToException()
    {
        string? message = ErrorMessage.Read(Content);
        return new DockerException($"the answer is {Status}: {message ?? "it has no message"}") { Status = Status, EngineMessage = message };
    }

    public static bool IsSuccessStatus(HttpStatusCode status) => status is HttpStatusCode.SwitchingProtocols or (>= HttpStatusCode.OK and < HttpStatusCode.Ambiguous);
}
