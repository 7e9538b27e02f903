using HostIpc.Protocol;

namespace HostIpc.Docker.Triggers;

/// <summary>What an event gives a trigger's command: the values of its parameters, which are put in order only when it runs. Another policy may have another order.</summary>
internal sealed class TriggerArguments
{
    private readonly string[] _names;
    private readonly EventTemplate[] _templates;

    public TriggerArguments(IDictionary<string, string> with)
    {
        _names = [.. with.Keys];
        _templates = Array.ConvertAll(_names, name => EventTemplate.Parse(with[name], out _));
    }

    /// <summary>The values for an event, and what is said of those that it has none for.</summary>
    public TriggerValues Fill(DockerEvent found)
    {
        var values = new TriggerValues();
        for (int i = 0; i < _names.Length; i++)
        {
            values.Add(_names[i], _templates[i].Fill(found, out string? problem), problem);
        }

        return values;
    }

    /// <summary>The words of a request.</summary>
    /// <param name="command">The command's name.</param>
    /// <param name="values">The values.</param>
    /// <param name="summary">The command as it is now; null where there is none any more, which the policy then says.</param>
    /// <param name="problem">Why there are none.</param>
    public static IReadOnlyList<string>? Order(string command, TriggerValues values, CommandSummary? summary, out string? problem)
    {
        problem = null;
        List<string> words = [command];
        if (summary is null)
        {
            return words;
        }

        string? missing = null;
        int used = 0;
        foreach (ParameterSummary parameter in summary.Parameters)
        {
            string? value = values.Find(parameter.Name, out string? why);
            used += value is null && why is null ? 0 : 1;
            if (value is null)
            {
                missing ??= $"{parameter.Name} has no value{(why is null ? "" : $": {why}")}";
                problem ??= parameter.Optional ? null : missing;
            }
            else if (missing is not null)
            {
                // It would be taken for the one that is missing.
                problem ??= $"{missing}, and {parameter.Name} stands behind it";
            }
            else
            {
                words.Add(value);
            }
        }

        problem ??= used < values.Count ? "With names a parameter that the command no longer has" : null;
        return problem is null ? words : null;
    }
}
