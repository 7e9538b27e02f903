namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What of the host a new container gets.</summary>
internal sealed class HostConfig
{
    public List<string>? Binds { get; init; }

    public string? NetworkMode { get; init; }

    public List<string>? ExtraHosts { get; init; }

    public string? PidMode { get; init; }

    public bool? AutoRemove { get; init; }

    public bool? Init { get; init; }

    public bool? ReadonlyRootfs { get; init; }

    public bool? Privileged { get; init; }

    public List<string>? CapAdd { get; init; }

    public List<string>? CapDrop { get; init; }

    public List<string>? SecurityOpt { get; init; }

    public long? Memory { get; init; }

    public RestartPolicyRequest? RestartPolicy { get; init; }

    public required Dictionary<string, List<PortBinding>> PortBindings { get; init; }
}
