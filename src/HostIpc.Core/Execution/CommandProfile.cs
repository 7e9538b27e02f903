namespace HostIpc.Execution;

/// <summary>What the policy defines for a command whatever is asked of it, shared by all its plans.</summary>
public sealed class CommandProfile
{
    /// <summary>The command's name.</summary>
    public required string Name { get; init; }

    /// <summary>The function that handles the command; null where a process does.</summary>
    public CommandHandler? Handler { get; init; }

    /// <summary>How long it may run before it is ended. Default null: as long as <see cref="ExecutionOptions.Timeout"/> says.</summary>
    public TimeSpan? Timeout { get; init; }
}
