using HostIpc.Execution;

namespace HostIpc.Policy;

/// <summary>An entry of the policy: a name and what it runs. Made by <c>AddCommand</c>.</summary>
internal sealed class CommandDefinition
{
    public required CommandProfile Profile { get; init; }

    /// <summary>The argv of a process; null where a handler handles the command.</summary>
    public IReadOnlyList<string>? Run { get; init; }
}
