namespace HostIpc.Policy;

/// <summary>All that a policy is made of, as settings and code give it.</summary>
internal sealed class PolicySettings
{
    public required IReadOnlyList<CommandDefinition> Commands { get; init; }

    /// <summary>Null: only while there are no commands and <see cref="ShellClosedBy"/> is null.</summary>
    public bool? AllowShell { get; init; }

    /// <summary>Why the shell stays closed without commands, unless <see cref="AllowShell"/> opens it. Null: nothing closes it.</summary>
    public string? ShellClosedBy { get; init; }

    /// <summary>Whether a request that names no command goes to the shell.</summary>
    public bool OpensShell => AllowShell ?? (ShellClosedBy is null && Commands.Count == 0);

    public IReadOnlyList<AllowRule> ShellAllow { get; init; } = [];

    public PolicyMode Mode { get; init; }
}
