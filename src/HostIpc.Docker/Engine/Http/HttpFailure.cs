
namespace HostIpc.Docker.Engine.Http;

/// <summary>Says why an exchange failed, in place of the framework's client for HTTP.</summary>
internal static class HttpFailure
{
    /// <summary>The largest head of an answer, and the largest trailers.</summary>
    public const int MaxHeadKilobytes = 64;

    /// <summary>The answer ended before it should.</summary>
    public static DockerException CutOff(Exception? cause = null) => new("the answer is cut off", cause);

    /// <summary>Whether an exception is the framework's, and has a cause that is to be told in its place.</summary>
    public static bool IsFailure(Exception exception) => exception is HttpRequestException or HttpIOException;

    /// <summary>The cause of a failure: a <see cref="DockerException"/> where the answer is none, else what the connection failed with.</summary>
    public static IOException CauseOf(Exception failure)
    {
        HttpRequestError? error = (failure as HttpIOException)?.HttpRequestError ?? (failure as HttpRequestException)?.HttpRequestError;
        return error switch
        {
            HttpRequestError.ResponseEnded => CutOff(failure),
            HttpRequestError.InvalidResponse => new DockerException($"what answers does not speak HTTP/1.1: {DetailOf(failure)}", failure),
            HttpRequestError.ConfigurationLimitExceeded => new DockerException($"the answer has more than {MaxHeadKilobytes * 1024} bytes of fields", failure),
            _ => failure as IOException ?? failure.InnerException as IOException ?? new DockerException(failure.Message, failure),
        };
    }

    // It quotes what was sent.
    private static string DetailOf(Exception failure) =>
        ErrorMessage.OneLine((failure.InnerException ?? failure).Message.Replace($" ({HttpRequestError.InvalidResponse})", "", StringComparison.Ordinal).TrimEnd('.'));
}
