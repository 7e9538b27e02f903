namespace HostIpc.Docker;

/// <summary>The Docker Engine could not be asked, refused, or its answer is none. The message is one line that says what was found.</summary>
public sealed class DockerException : IOException
{
    internal DockerException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>The status of the engine's answer (RFC 9110, 15): 404 where there is no such container, 409 where its state does not allow it. Null where there was no whole answer.</summary>
    public int? Status { get; init; }

    /// <summary>Whether there was no whole answer in time.</summary>
    internal bool IsTimeout { get; init; }

    /// <summary>What the engine itself said, in one line of at most 200 characters; null where it said nothing.</summary>
    public string? EngineMessage { get; init; }
}
