using HostIpc.Execution;

namespace HostIpc.Policy;

/// <summary>A command, ready to be planned.</summary>
internal sealed class NamedCommand
{
    public required CommandProfile Profile { get; init; }

    public IReadOnlyList<string>? Run { get; init; }

    public static NamedCommand Of(CommandDefinition definition) => new()
    {
        Profile = new CommandProfile { Name = definition.Name, Handler = definition.Handler, Timeout = definition.Options.Timeout },
        Run = [.. definition.Options.Run],
    };
}
