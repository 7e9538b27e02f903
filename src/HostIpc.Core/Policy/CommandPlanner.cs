using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Protocol;

namespace HostIpc.Policy;

/// <summary>A command, ready to be planned: who may, which words it takes, and what they become.</summary>
internal sealed class CommandPlanner
{
    private readonly CommandOptions _options;
    private readonly CommandArguments _arguments;
    private readonly CommandArgv _argv;
    private readonly CommandSettingsRule _settings;

    /// <param name="definition">A definition that <see cref="CommandOptionsCheck"/> has nothing against.</param>
    /// <param name="shell">The target's shell.</param>
    /// <param name="accounts">Knows the target's users and groups.</param>
    public CommandPlanner(CommandDefinition definition, string shell, AccountDatabase accounts)
    {
        _options = definition.Options;
        _arguments = new CommandArguments(_options.Parameters, takesAny: definition.TakesAnything || _options.Scripts is not null);
        _argv = new CommandArgv(definition, _arguments.Names, shell);
        _settings = new CommandSettingsRule(_options, takesInput: definition.TakesAnything || _options.Stdin);
        HasSection = definition.Section is not null;
        Access = new AccessRules(_options.Allow, accounts);
        Command = new Command
        {
            Name = definition.Name,
            Handler = definition.Handler,
            ForwardsSignals = definition.ForwardsSignals,
            Timeout = _options.Timeout,
            RunAs = _options.As,
            ScriptDirectory = _options.Scripts,
            Concurrency = _options.Concurrency,
            Queue = _options.Queue,
            MaxOutput = _options.MaxOutput,
            Signals = [.. _options.Signals],
            LogsOutput = _options.LogOutput,
        };
    }

    public Command Command { get; }

    /// <summary>Whether a section of the settings is what handles it.</summary>
    public bool HasSection { get; }

    public AccessRules Access { get; }

    public CommandSummary Summary => new(Command.Name, _options.Description) { Parameters = [.. _arguments.Parameters.Select(parameter => parameter.Summary)] };

    /// <summary>Makes the plan of words and settings that a peer which may run it asks for.</summary>
    /// <returns>What is wrong with them; null for nothing.</returns>
    public Rejection? Plan(IReadOnlyList<string> words, CommandSettings? asked, out ExecutionPlan plan)
    {
        plan = new ExecutionPlan { Command = Command };
        string? fault = _arguments.FindFault(words, out string?[] values) ?? (asked is null ? null : _settings.FindFault(asked));
        if (fault is not null)
        {
            return new Rejection(RejectionReason.BadArguments, $"{Command.Name}: {fault}");
        }

        plan = plan with { Arguments = _argv.Fill(values), Settings = _settings.Apply(asked) };
        return null;
    }
}
