namespace HostIpc.Docker;

/// <summary>A process to be run in a container that runs.</summary>
public sealed class ExecOptions
{
    /// <summary>Runs a program.</summary>
    /// <param name="command">The program and its arguments, at least one; no shell is between.</param>
    public ExecOptions(params IReadOnlyList<string> command)
    {
        ArgumentNullException.ThrowIfNull(command);
        Command = command;
    }

    /// <summary>The program and its arguments.</summary>
    public IReadOnlyList<string> Command { get; }

    /// <summary>Variables besides those of the container.</summary>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The working directory, an absolute path in the container (API 1.35). Default null: the container's.</summary>
    public string? WorkingDirectory { get; set; }

    /// <summary>The user: <c>name</c>, <c>uid</c>, <c>name:group</c> or <c>uid:gid</c>. Default null: the container's.</summary>
    public string? User { get; set; }

    /// <summary>Whether input is sent. Default false: it is empty.</summary>
    public bool HasInput { get; set; }

    /// <summary>Whether it has a terminal: its output is one stream then. Default false.</summary>
    public bool HasTerminal { get; set; }

    /// <summary>Whether it has every capability, whatever the container has. Default false. It is as good as root on the host then.</summary>
    public bool IsPrivileged { get; set; }
}
