namespace HostIpc.Docker.Engine.Payloads;

/// <summary>The content of <c>POST /containers/ID/exec</c>.</summary>
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

    public static ExecCreationRequest Of(ExecOptions options) => new()
    {
        Cmd = options.Command.OrNull(),
        Env = options.Environment.ToEnvironment(),
        WorkingDir = options.WorkingDirectory,
        User = options.User,
        AttachStdin = options.HasInput.OrNull(),
        AttachStdout = true,
        AttachStderr = true,
        Tty = options.HasTerminal.OrNull(),
        Privileged = options.IsPrivileged.OrNull(),
    };
}
