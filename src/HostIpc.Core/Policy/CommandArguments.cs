using System.Globalization;
using HostIpc.Protocol;
using HostIpc.Text;

namespace HostIpc.Policy;

/// <summary>Holds the words of a request against a command's parameters.</summary>
internal sealed class CommandArguments
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

    /// <summary>A parameter, ready to have values held against it.</summary>
    private sealed class Parameter
    {
        /// <summary>What stands in for a parameter that nobody described: the words of a script directory without parameters.</summary>
        public static readonly Parameter Undescribed = new(new ParameterOptions { Name = "argument" });

        private const int MaxQuoted = 64;

        private readonly ParameterOptions _options;
        private readonly ValuePattern? _pattern;

        public Parameter(ParameterOptions options)
        {
            _options = options;
            _pattern = options.Pattern is { } pattern ? new ValuePattern(pattern) : null;
        }

        public string Name => _options.Name;

        public string? Default => _options.Default;

        public bool IsOptional => _options.Optional || _options.Default is not null;

        public ParameterSummary Summary => new(Name)
        {
            Optional = IsOptional,
            Default = Default,
            Pattern = _options.Pattern,
            Values = [.. _options.Values],
        };

        /// <summary>What is wrong with a value, for the peer; null for nothing.</summary>
        public string? FindFault(string value) =>
            value.Length > _options.MaxLength ? $"{Name} has {value.Length} characters, at most {_options.MaxLength} are taken"
            : HasForbidden(value) ? $"{Name} contains a control character or half of a surrogate pair"
            : value.StartsWith('-') && !_options.AllowLeadingDash ? $"{Name} is {Truncation.Of(value, MaxQuoted)}, which begins with a hyphen"
            : _pattern is not null && !_pattern.IsMatch(value) ? $"{Name} is {Truncation.Of(value, MaxQuoted)}, a value that matches {_options.Pattern} is wanted"
            : _options.Values.Count > 0 && !_options.Values.Contains(value) ? $"{Name} is {Truncation.Of(value, MaxQuoted)}, one of {string.Join(", ", _options.Values)} is wanted"
            : null;

        // A newline would end a line of what the program writes or reads by lines; half a surrogate pair would become another character on its way to the program.
        private static bool HasForbidden(string value)
        {
            for (int i = 0; i < value.Length; i++)
            {
                if (char.IsHighSurrogate(value[i]) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
                {
                    i++;
                }
                else if (char.GetUnicodeCategory(value[i]) is UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate)
                {
                    return true;
                }
            }

            return false;
        }
    }
}
