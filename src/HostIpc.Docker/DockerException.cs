namespace HostIpc.Docker;

/// <summary>The engine could not be asked, or its answer is none. The message is one line that says what was found.</summary>
internal sealed class DockerException(string message, Exception? innerException = null) : IOException(message, innerException)
{
    /// <summary>The status of the engine's answer (RFC 9110, 15); null where there was no whole answer.</summary>
    public int? Status { get; init; }
}
