using HostIpc.Execution;

namespace HostIpc.Policy;

/// <summary>What the values of a command's parameters become: an argv, the words of a handler, or the arguments of each script.</summary>
internal sealed class CommandArgv
{
    private readonly string[] _beginning;
    private readonly ArgumentTemplate[]? _templates;

    /// <param name="definition">What is run.</param>
    /// <param name="parameters">The names of the parameters, in order.</param>
    /// <param name="shell">The target's shell.</param>
    public CommandArgv(CommandDefinition definition, IReadOnlyList<string> parameters, string shell)
    {
        // The name is the shell's $0, which its own messages begin with. What follows is $1, $2 and so on (sh(1), -c).
        _beginning = definition.Options.Shell is { } line ? [shell, "-c", ShellOperand.Of(line), definition.Name] : [];
        if (definition.Options.Run is { Count: > 0 } run)
        {
            _templates = [.. run.Select(element => ArgumentTemplate.Parse(element, parameters, out _))];
        }
    }

    /// <param name="values">In the order of the parameters; null where there is none.</param>
    public IReadOnlyList<string> Fill(IReadOnlyList<string?> values)
    {
        if (_templates is not null)
        {
            return [.. _templates.Select(template => template.Fill(values)).OfType<string>()];
        }

        // Those before the last keep their places.
        int last = values.Count;
        while (last > 0 && values[last - 1] is null)
        {
            last--;
        }

        return [.. _beginning, .. values.Take(last).Select(value => value ?? "")];
    }
}
