using HostIpc.Execution;
using HostIpc.Settings;

namespace HostIpc.Policy;

/// <summary>A command of the policy: its name, and what settings or code say of it. <c>AddCommand</c> makes one; a package that brings a kind of command of its own makes it with a <see cref="Section"/>.</summary>
public sealed class CommandDefinition
{
    /// <summary>The name by which requests ask for it: 1 to 64 letters, digits, <c>.</c>, <c>_</c>, <c>-</c>; unique in the policy.</summary>
    public required string Name { get; init; }

    /// <summary>The function that handles it. Default null: it runs what <see cref="Options"/> say.</summary>
    public CommandHandler? Handler { get; init; }

    /// <summary>Whether <see cref="Handler"/> passes signals on to something of its own, in place of being cancelled by them. Default false.</summary>
    public bool ForwardsSignals { get; init; }

    /// <summary>The section of the settings that <see cref="Handler"/> carries out. Default null: none, as for a function of the application.</summary>
    public HandledSection? Section { get; init; }

    /// <summary>Whether it takes any words and any input where its options say nothing of them. A handler of the application does. Default false.</summary>
    public bool TakesAnything { get; init; }

    /// <summary>Who may run it, with which arguments and limits; what it runs, where no handler does.</summary>
    public required CommandOptions Options { get; init; }

    /// <summary>Finds what is wrong with it, but for its name.</summary>
    /// <returns>Each fault, by key below the command. Empty where it can be defined.</returns>
    public IReadOnlyList<ValidationError> FindFaults() => CommandOptionsCheck.FindFaults(Options, isHandled: Handler is not null && Section is null, Section);
}
