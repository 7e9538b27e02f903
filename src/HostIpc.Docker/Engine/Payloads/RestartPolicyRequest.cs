namespace HostIpc.Docker.Engine.Payloads;

/// <summary>Whether and how often an engine starts a new container again.</summary>
internal sealed class RestartPolicyRequest
{
    public required string Name { get; init; }

    public required long MaximumRetryCount { get; init; }
}
