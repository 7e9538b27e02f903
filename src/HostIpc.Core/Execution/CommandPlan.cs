using HostIpc.Transports;

namespace HostIpc.Execution;

/// <summary>
/// Exactly what will be executed: a handler of the hosting application, an argv, or a line for the shell. Nothing in it is
/// still the peer's to interpret.
/// </summary>
public readonly record struct CommandPlan
{
    /// <summary>The request's number, unique while the server runs and rising; the command sees it as <c>HOSTIPC_ID</c>.</summary>
    public long Id { get; init; }

    /// <summary>Who asked; the command sees it as <c>HOSTIPC_TRANSPORT</c> and <c>HOSTIPC_PEER</c>.</summary>
    public Peer Peer { get; init; }

    /// <summary>The name of the policy's command; null for a shell line and a plain argv.</summary>
    public string? Name { get; init; }

    /// <summary>The function that handles the command; null where a process does.</summary>
    public CommandHandler? Handler { get; init; }

    /// <summary>
    /// For a process, its argv: the program (absolute, or a name that is looked up on the target's <c>PATH</c>), then the
    /// arguments. For a handler, the words that follow the command's name. Null for a shell line.
    /// </summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>The line that <c>Execution:Shell</c> gets after <c>-c</c>, UTF-8 without NUL. Used where <see cref="Arguments"/> is null.</summary>
    public ReadOnlyMemory<byte> ShellLine { get; init; }

    /// <summary>How long it may run before it is ended. Null: as long as the server's default says.</summary>
    public TimeSpan? Timeout { get; init; }
}
