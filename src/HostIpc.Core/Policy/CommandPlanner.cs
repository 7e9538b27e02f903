using HostIpc.Execution;
using HostIpc.Execution.Linux;
using HostIpc.Protocol;
using HostIpc.Text;

namespace HostIpc.Policy;

/// <summary>Makes the plans of one command: of the words and the settings of a request that a peer which may run it sends.</summary>
internal sealed class CommandPlanner
{
    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly CommandOptions _options;
    private readonly CommandArguments _arguments;
    private readonly HashSet<string> _passed;

    // What stands before the values; or what they are put into.
    private readonly string[] _beginning;
    private readonly ArgumentTemplate[]? _templates;

    /// <param name="options">A command that <see cref="CommandOptionsCheck"/> has nothing against.</param>
    /// <param name="shell">The target's shell.</param>
    /// <param name="accounts">Knows the target's users and groups.</param>
    public CommandPlanner(CommandOptions options, string shell, AccountDatabase accounts)
    {
        _options = options;
        _arguments = new CommandArguments(options.Parameters, takesAny: IsFunction || options.Scripts is not null);
        _passed = new HashSet<string>(options.PassEnvironment, StringComparer.Ordinal);

        // The name is the shell's $0, which its own messages begin with. What follows is $1, $2 and so on (sh(1), -c).
        _beginning = options.Shell is { } line ? [shell, "-c", ShellOperand.Of(line), options.Name] : [];
        _templates = options.Run.Count == 0 ? null : [.. options.Run.Select(element => ArgumentTemplate.Parse(element, _arguments.Names, out _))];
        Access = new AccessRules(options.Allow, accounts);
        Command = new Command
        {
            Name = options.Name,
            Handler = options.CreateHandler(),
            ForwardsSignals = options.ForwardsSignals,
            Timeout = options.Timeout,
            RunAs = options.As,
            ScriptDirectory = options.Scripts,
            Concurrency = options.Concurrency,
            Queue = options.Queue,
            MaxOutput = options.MaxOutput,
            Signals = [.. options.Signals],
            LogsOutput = options.LogOutput,
        };
    }

    public Command Command { get; }

    /// <summary>Whether a function of the application handles it. It may look at all that is known of the peer.</summary>
    public bool IsFunction => _options.Handler is not null;

    public AccessRules Access { get; }

    public CommandSummary Summary => new(Command.Name, _options.Description) { Parameters = _arguments.Summaries };

    /// <summary>Makes the plan of words and settings that a peer which may run it asks for.</summary>
    /// <returns>What is wrong with them; null for nothing.</returns>
    public Rejection? Plan(IReadOnlyList<string> words, CommandSettings? asked, out ExecutionPlan plan)
    {
        plan = new ExecutionPlan { Command = Command };
        string? fault = _arguments.FindFault(words, out string?[] values) ?? (asked is null ? null : FindFault(asked));
        if (fault is not null)
        {
            return new Rejection(RejectionReason.BadArguments, $"{Command.Name}: {fault}");
        }

        plan = plan with { Arguments = Fill(values), Settings = Apply(asked) };
        return null;
    }

    // What the values become: an argv, the words of a handler, or the arguments of each script. They are in the order of the parameters, null where there is none.
    private IReadOnlyList<string> Fill(string?[] values)
    {
        if (_templates is not null)
        {
            return [.. _templates.Select(template => template.Fill(values)).OfType<string>()];
        }

        // Those before the last keep their places.
        int last = values.Length;
        while (last > 0 && values[last - 1] is null)
        {
            last--;
        }

        return [.. _beginning, .. values.Take(last).Select(value => value ?? "")];
    }

    private string? FindFault(CommandSettings asked)
    {
        if (asked.Directory is not null)
        {
            return "takes no working directory";
        }

        foreach ((string name, string value) in asked.Environment)
        {
            string? fault = _passed.Contains(name) ? VariableName.FindFault(name, value) : "takes no variables, or not this one";
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }

    // The command's own, then what was asked for.
    private CommandSettings? Apply(CommandSettings? asked)
    {
        if (asked is null && _options.Directory is null && _options.Environment.Count == 0)
        {
            return null;
        }

        var environment = new Dictionary<string, string>(_options.Environment, StringComparer.Ordinal);
        foreach ((string name, string value) in asked?.Environment ?? NoVariables)
        {
            environment[name] = value;
        }

        return new CommandSettings
        {
            Directory = _options.Directory,
            Environment = environment,
            Timeout = asked?.Timeout,
            HasInput = asked is { HasInput: true } && (IsFunction || _options.Stdin),
            MergeStderr = asked is { MergeStderr: true },
        };
    }
}
