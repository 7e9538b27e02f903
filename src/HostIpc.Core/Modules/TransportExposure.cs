namespace HostIpc.Modules;

/// <summary>What the policy lets peers of one transport run, for its module to warn of what too many can reach. <c>hostipcd</c> and applications that read settings make it.</summary>
public abstract class TransportExposure
{
    /// <summary>Whether a rule of any command can match a peer of the transport.</summary>
    public abstract bool CanMatchAny { get; }

    /// <summary>Names what no rule guards: commands, and the shell where it is open, with no rule or with one that names transports alone. Null for nothing.</summary>
    public abstract string? FindUnguarded();

    /// <summary>Names what a peer can run of whom nothing is known: commands, and the shell where it is open, with no rule or with one that names this transport and nothing else. Null for nothing.</summary>
    public abstract string? FindOpenToUnknown();

    /// <summary>Names the commands with a rule that names this transport and nothing else: every peer of the transport can run them. Null for none.</summary>
    public abstract string? FindOpenToAll();

    /// <summary>Lists names as a sentence does: at most five, and how many more there are. What does not print is escaped.</summary>
    /// <param name="names">The names.</param>
    public abstract string List(IReadOnlyCollection<string> names);
}
