namespace HostIpc.Docker.Engine.Payloads;

/// <summary>What an exec is made with.</summary>
internal sealed class ExecCreationRequest
{
    public required List<string>? Cmd { get; init; }

    public List<string>? Env { get; init; }

    public string? WorkingDir { get; init; }

    public string? User { get; init; }

    public bool? AttachStdin { get; init; }

    public bool? AttachStdout { get; init; }

    public bool? AttachStderr { get; init; }

    public bool? Tty { get; init; }

    public bool? Privileged { get; init; }
}
