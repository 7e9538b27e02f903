namespace HostIpc.Docker.Engine.Http;

/// <summary>An answer: with its content, or, where that is a stream, with what it comes on.</summary>
internal sealed class HttpAnswer(int status, HttpHeaders headers)
{
    private const int SwitchingProtocols = 101;

    public int Status => status;

    public HttpHeaders Headers => headers;

    /// <summary>The whole content, unless it is a stream.</summary>
    public ReadOnlyMemory<byte> Content { get; init; }

    /// <summary>What the content comes on; null where it is none that is a stream.</summary>
    public HttpExchange? Exchange { get; init; }

    /// <summary>Whether what was asked for was done.</summary>
    public bool IsSuccess => IsSuccessStatus(status);

    public static bool IsSuccessStatus(int status) => status is (>= 200 and < 300) or SwitchingProtocols;
}
