using HostIpc.Execution;

namespace HostIpc.Policy;

/// <summary>An entry of the policy: a name and what it runs. Made by <c>AddCommand</c>.</summary>
internal sealed class CommandDefinition
{
    public required string Name { get; init; }

    /// <summary>The argv of a process; null where <see cref="Handler"/> handles the command.</summary>
    public IReadOnlyList<string>? Run { get; init; }

    public CommandHandler? Handler { get; init; }
}
