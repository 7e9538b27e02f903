namespace HostIpc.Policy;

/// <summary>All that the built-in policy is made of, as settings and code give it. <see cref="IPolicyUpdater"/> puts it in force.</summary>
public sealed class PolicySettings
{
    /// <summary>The commands, each with a <see cref="CommandOptions.Name"/> of its own.</summary>
    public required IReadOnlyList<CommandOptions> Commands { get; init; }

    /// <summary>Whether a request that names no command goes to the shell. Default null: only while there are no commands and <see cref="ShellClosedBy"/> is null.</summary>
    public bool? AllowShell { get; init; }

    /// <summary>Why the shell stays closed without commands, unless <see cref="AllowShell"/> opens it. Null: nothing closes it.</summary>
    public string? ShellClosedBy { get; init; }

    /// <summary>Whether a request that names no command goes to the shell.</summary>
    public bool OpensShell => AllowShell ?? (ShellClosedBy is null && Commands.Count == 0);

    /// <summary>Who may use the shell: each peer that one of the rules matches. Default none: user 0, the user that the server runs as, and who writes to a FIFO.</summary>
    public IReadOnlyList<AllowRuleOptions> ShellAllow { get; init; } = [];

    /// <summary>Whether denials are carried out. Default <see cref="PolicyMode.Enforce"/>.</summary>
    public PolicyMode Mode { get; init; }
}
