using HostIpc.Identity;

namespace HostIpc.Docker.Identity;

/// <summary>What became of a question to the engine.</summary>
/// <param name="Container">The container; null where there is none, or the engine did not say.</param>
/// <param name="Keep">How long that may be told again, from when the question was put.</param>
internal readonly record struct ContainerLookup(PeerContainer? Container, TimeSpan Keep)
{
    /// <summary>Why the engine did not say; null where it did.</summary>
    public Exception? Failure { get; init; }
}
