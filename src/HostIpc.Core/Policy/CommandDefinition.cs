using HostIpc.Execution;

namespace HostIpc.Policy;

/// <summary>An entry of the policy: a name, and what settings or code say of it. Made by <c>AddCommand</c> and by the server's settings.</summary>
internal sealed class CommandDefinition
{
    public required string Name { get; init; }

    /// <summary>The function that handles it; null where it runs something.</summary>
    public CommandHandler? Handler { get; init; }

    /// <summary>Whether <see cref="Handler"/> passes signals on to something of its own, in place of being cancelled by them.</summary>
    public bool ForwardsSignals { get; init; }

    /// <summary>The section that <see cref="Handler"/> does what it says of; null where there is none, and for a function of the application.</summary>
    public HandledSection? Section { get; init; }

    /// <summary>Whether it takes any words and any input where its options say nothing of them. A handler of the application does.</summary>
    public bool TakesAnything { get; init; }

    public required CommandOptions Options { get; init; }
}
