namespace HostIpc.Policy;

/// <summary>All that a policy is made of, as settings and code give it.</summary>
internal sealed class PolicySettings
{
    public required IReadOnlyList<CommandDefinition> Commands { get; init; }

    /// <summary>Null: while there is no command.</summary>
    public bool? AllowShell { get; init; }

    public IReadOnlyList<AllowRule> ShellAllow { get; init; } = [];

    public PolicyMode Mode { get; init; }
}
