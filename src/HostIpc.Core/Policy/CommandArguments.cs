using HostIpc.Protocol;

namespace HostIpc.Policy;

/// <summary>Holds the words of a request against a command's parameters.</summary>
internal sealed partial class CommandArguments
{
    private readonly Parameter[] _parameters;
    private readonly bool _takesAny;
    private readonly int _required;

    /// <param name="parameters">The parameters, those that may be left out last.</param>
    /// <param name="takesAny">Whether any words are taken where there are no parameters.</param>
    public CommandArguments(IEnumerable<ParameterOptions> parameters, bool takesAny)
    {
        _parameters = [.. parameters.Select(options => new Parameter(options))];
        _takesAny = takesAny && _parameters.Length == 0;
        _required = _parameters.Count(parameter => !parameter.IsOptional);
    }

    public IReadOnlyList<string> Names => Array.ConvertAll(_parameters, parameter => parameter.Name);

    public IReadOnlyList<ParameterSummary> Summaries => Array.ConvertAll(_parameters, static parameter => parameter.Summary);

    /// <summary>The values in the order of the parameters: the words, then the defaults, null where there is neither.</summary>
    /// <returns>What is wrong with the words, for the peer; null for nothing.</returns>
    public string? FindFault(IReadOnlyList<string> words, out string?[] values)
    {
        values = [.. words, .. _parameters.Skip(words.Count).Select(parameter => parameter.Default)];
        return !_takesAny && words.Count > _parameters.Length ? Expected(words)
            : words.Count < _required ? $"{_parameters[words.Count].Name} is missing: {Expected(words)}"
            : words.Select((word, index) => (_takesAny ? Parameter.Undescribed : _parameters[index]).FindFault(word)).FirstOrDefault(fault => fault is not null);
    }

    private string Expected(IReadOnlyList<string> words) => (_parameters.Length, _required) switch
    {
        (0, _) => $"takes no arguments, found {words.Count}",
        var (max, least) when max == least => $"takes {max} ({string.Join(", ", Names)}), found {words.Count}",
        var (max, least) => $"takes {least} to {max} ({string.Join(", ", Names)}), found {words.Count}",
    };
}
