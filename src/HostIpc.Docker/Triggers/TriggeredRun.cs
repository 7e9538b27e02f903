using HostIpc.Identity;
using HostIpc.Protocol;

namespace HostIpc.Docker.Triggers;

/// <summary>A run of a trigger's command that waits for its turn: the values that the event gives to the parameters. They are put in order only when it runs: another policy may have another order.</summary>
internal sealed class TriggeredRun
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    // Why a parameter has no value.
    private readonly Dictionary<string, string> _problems = new(StringComparer.Ordinal);

    /// <param name="peer">The event, as a peer.</param>
    /// <param name="templates">The values by the names of their parameters.</param>
    /// <param name="found">The event.</param>
    public TriggeredRun(Peer peer, IEnumerable<KeyValuePair<string, EventTemplate>> templates, DockerEvent found)
    {
        Peer = peer;
        foreach ((string parameter, EventTemplate template) in templates)
        {
            if (template.Fill(found, out string? problem) is { } value)
            {
                _values[parameter] = value;
            }
            else
            {
                _problems[parameter] = problem ?? "";
            }
        }
    }

    public Peer Peer { get; }

    /// <summary>The words of a request.</summary>
    /// <param name="command">The command's name.</param>
    /// <param name="summary">The command as it is now; null where there is none any more, which the policy then says.</param>
    /// <param name="problem">Why there are none.</param>
    public IReadOnlyList<string>? ToWords(string command, CommandSummary? summary, out string? problem)
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
            string? value = _values.GetValueOrDefault(parameter.Name);
            string? reason = _problems.GetValueOrDefault(parameter.Name);
            used += value is null && reason is null ? 0 : 1;
            if (value is null)
            {
                missing ??= $"{parameter.Name} has no value{(reason is null ? "" : $": {reason}")}";
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

        problem ??= used < _values.Count + _problems.Count ? "With names a parameter that the command no longer has" : null;
        return problem is null ? words : null;
    }
}
