using HostIpc.Protocol;
using HostIpc.Text;

namespace HostIpc.Policy;

/// <summary>What a request may ask for beside a command's arguments, and what the command has of its own.</summary>
internal sealed class CommandSettingsRule(CommandOptions options, bool takesInput)
{
    private static readonly Dictionary<string, string> NoVariables = [];

    private readonly HashSet<string> _passed = new(options.PassEnvironment, StringComparer.Ordinal);

    /// <summary>What is wrong with what is asked for, for the peer; null for nothing.</summary>
    public string? FindFault(CommandSettings asked)
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

    /// <summary>What the command gets: its own, then what was asked for.</summary>
    public CommandSettings? Apply(CommandSettings? asked)
    {
        if (asked is null && options.Directory is null && options.Environment.Count == 0)
        {
            return null;
        }

        var environment = new Dictionary<string, string>(options.Environment, StringComparer.Ordinal);
        foreach ((string name, string value) in asked?.Environment ?? NoVariables)
        {
            environment[name] = value;
        }

        return new CommandSettings
        {
            Directory = options.Directory,
            Environment = environment,
            Timeout = asked?.Timeout,
            HasInput = takesInput && asked is { HasInput: true },
            MergeStderr = asked is { MergeStderr: true },
        };
    }
}
