using System.Net;

namespace HostIpc.Docker.Engine.Http;

/// <summary>The engine's answer: with its content, or, where that is a stream, with the connection that it comes on.</summary>
internal sealed class EngineAnswer(HttpResponseMessage response)
{
    public int Status { get; } = (int)response.StatusCode;

    /// <summary>The newest version of the API that the engine speaks, as it says; null where it does not say.</summary>
    /// <exception cref="DockerException">What it says is no version.</exception>
    public ApiVersion? ApiVersion => !response.Headers.TryGetValues("Api-Version", out IEnumerable<string>? values) ? null
        : Http.ApiVersion.Parse(string.Join(", ", values)) ?? throw new DockerException("the answer has an Api-Version that is none");

    /// <summary>The whole content, unless it is a stream.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>The connection that the stream comes on; null where the answer is no stream.</summary>
    public EngineConnection? Connection { get; init; }

    /// <summary>Whether what was asked for was done.</summary>
    public bool IsSuccess => IsSuccessStatus(response.StatusCode);

    /// <summary>Whether the version of the request is refused, and nothing was done: "client version 1.51 is too new. Maximum supported API version is 1.41", and as much with "too old".</summary>
    public bool RefusesVersion => response.StatusCode == HttpStatusCode.BadRequest && ErrorMessage.Read(Content) is { } message
        && message.Contains("client version", StringComparison.Ordinal)
        && (message.Contains("too new", StringComparison.Ordinal) || message.Contains("too old", StringComparison.Ordinal));

    /// <summary>The exception for an answer that is a refusal.</summary>
    public DockerException ToException()
    {
        string? message = ErrorMessage.Read(Content);
        return new DockerException($"the answer is {Status}: {message ?? "it has no message"}") { Status = Status, EngineMessage = message };
    }

    public static bool IsSuccessStatus(HttpStatusCode status) => status is HttpStatusCode.SwitchingProtocols or (>= HttpStatusCode.OK and < HttpStatusCode.Ambiguous);
}
